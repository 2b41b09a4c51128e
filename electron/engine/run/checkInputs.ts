import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { RecipeSettings, S3Settings } from '../../contract/recipeSchema.ts';
import { recipeTasks } from '../../contract/recipeTasks.ts';
import { requireEachLabel } from '../experiment/requireEachLabel.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { readGold } from '../import/readGold.ts';
import { requireColumns } from '../import/requireColumns.ts';
import { withoutGold } from '../import/withoutGold.ts';
import { notForTask } from '../recipes/forTexts.ts';
import { recipeName } from '../recipes/recipeName.ts';
import { s3OfTransfer } from '../recipes/transfer.ts';
import { goldStream } from '../steps/gold.ts';

/**
 * Reads gold before anything is written, so that bad input leaves no trace.
 * @throws BadInput for recipes that do not fit together, the task or its gold
 */
export function checkInputs(experiment: Experiment): void {
  const { gold, task, seed, recipes, corpus } = experiment;
  requireColumns(gold, task.kind);
  const rows = readGold(gold, Object.keys(task.labels), goldStream(seed));
  const names = recipes.map(recipeName);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw new BadInput(`recipes: ${twice} is there twice; a run has each recipe once.`);
  const alone = recipes.find(({ kind }) => kind === 'reviewed' || kind === 'confidence');
  if (alone && recipes.length > 1) {
    throw new BadInput(
      `recipes: ${alone.kind} looks at the rows that earlier runs wrote; give it a run of its own.`,
    );
  }
  for (const recipe of recipes) {
    if (!recipeTasks[recipe.kind].includes(task.kind)) throw notForTask(recipe, task.kind);
    requireDocuments(recipe, corpus.length);
    requireFound(recipe);
    requireDrawable(recipe);
    requireOurAdd(recipe);
    requireEachLabel(recipe, experiment, rows);
  }
  requireOneS3(recipes);
  if (new Set(corpus.map(({ unit }) => unit)).size > 1) {
    throw new BadInput('corpus: all parts have the same unit, document or passage; set it alike.');
  }
  if (corpus.length > 0) withoutGold(readCorpus(corpus).documents, rows);
}

function requireDocuments(recipe: RecipeSettings, parts: number): void {
  const reads = READERS[recipe.kind];
  if (parts > 0 || reads === undefined) return;
  throw new BadInput(`corpus: ${reads} a corpus, and the experiment names none.`);
}

const READERS: Readonly<Partial<Record<RecipeSettings['kind'], string>>> = {
  synthesizrr: 'SynthesizRR retrieves from',
  hybrid: 'the hybrid rewrites passages of',
  teacherLabels: 'teacherLabels labels passages of',
};

/** RetrICL's shots are what retrieval found; the paper's repository refuses this too. */
function requireFound(recipe: RecipeSettings): void {
  if (recipe.kind !== 'synthesizrr' || recipe.retrieval !== 'random') return;
  if (recipe.variant !== 'retricl' || recipe.shots === 0) return;
  throw new BadInput(
    'recipes: RetrICL shows passages beside the seed texts that found them, and retrieval: random ' +
      'finds nothing. Use the variant non-retricl or zero-shot with it.',
  );
}

/** The rows of a run's S3 are one set, also those that transfer takes from it. */
function requireOneS3(recipes: readonly RecipeSettings[]): void {
  const s3 = recipes.find((recipe) => recipe.kind === 's3');
  const transfer = recipes.find((recipe) => recipe.kind === 'transfer' && recipe.add === 'ourAdd');
  if (s3?.kind !== 's3' || transfer?.kind !== 'transfer') return;
  const taken = s3OfTransfer(transfer);
  const other = (Object.keys(taken) as (keyof S3Settings)[]).find(
    (name) => s3[name] !== taken[name],
  );
  if (other === undefined) return;
  const field = other === 'rows' ? 's3Rows' : other;
  throw new BadInput(
    `recipes: transfer takes the added rows of an S3 whose ${other} is ${taken[other]}, and that of s3 is ` +
      `${s3[other]}. Set ${field} of transfer to ${s3[other]} too, or run them one after the other.`,
  );
}

/** What is read by one of two variants only. */
function requireOurAdd(recipe: RecipeSettings): void {
  if (recipe.kind !== 'transfer' || recipe.add === 'ourAdd' || recipe.s3Rows === 0) return;
  throw new BadInput(
    'recipes: s3Rows of transfer says how large the S3 is whose rows are added, and synAdd adds none of ' +
      "S3's. Leave it out, or set add to ourAdd.",
  );
}

/** A dataset is drawn from more rows, and a seed set without human labels has no distribution of theirs. */
function requireDrawable(recipe: RecipeSettings): void {
  if ('subsample' in recipe && recipe.subsample > recipe.rows) {
    throw new BadInput(
      `recipes: ${recipe.kind} cannot draw ${recipe.subsample} rows (subsample) of ${recipe.rows}. Ask for ` +
        'more rows, or set subsample to 0 to take all that are kept.',
    );
  }
  if (recipe.kind === 'fewgen' && recipe.shots === 0 && recipe.labelDistribution === 'gold') {
    throw new BadInput(
      "recipes: fewgen with shots: 0 uses no human label, and gold's distribution would count them. Set " +
        'labelDistribution to uniform, or shots to more than 0.',
    );
  }
  if (recipe.kind !== 'synthesizrr') return;
  if (recipe.bootstrap > 0 && recipe.labelDistribution === 'gold') {
    throw new BadInput(
      "recipes: a bootstrapped seed set stands for labels that are not there, and gold's distribution " +
        'would need them. Set labelDistribution to uniform, or bootstrap to 0.',
    );
  }
  if (recipe.bootstrap === 0 && recipe.bootstrapExamples > 0) {
    throw new BadInput(
      'recipes: bootstrapExamples says which of your seed texts are shown while a seed set is written, ' +
        'and none is: set bootstrap to how many texts of each label to write.',
    );
  }
}
