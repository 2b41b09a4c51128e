import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import {
  dataOf,
  makesRows,
  type RecipeSettings,
  recipeId,
  recipeKinds,
} from '../../contract/recipes/recipes.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import { readCorpus, type TellRead } from '../import/readCorpus.ts';
import { readGold } from '../import/readGold.ts';
import { requireColumns } from '../import/requireColumns.ts';
import { requireSeveralLabels } from '../import/requireSeveralLabels.ts';
import { withoutGold } from '../import/withoutGold.ts';
import type { CheckedInputs } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes.ts';
import type { RunTeacher } from '../runtime/runModels.ts';
import { goldStream } from '../steps/gold.ts';

type CheckedTeacher = Pick<RunTeacher, 'name' | 'hasChatTemplate' | 'endpoints' | 'isAbsent'>;

/**
 * Reads gold before anything is written, so that bad input leaves no trace, and lets each recipe
 * check it.
 * @param tell called after each megabyte of documents
 * @throws BadInput for recipes that do not fit together, the task or its gold
 */
export function checkInputs(
  { experiment, task, teacher }: Omit<CheckedInputs, 'gold'> & { readonly teacher: CheckedTeacher },
  tell?: TellRead,
): void {
  const { recipes, corpus } = experiment;
  requireColumns(experiment.gold, task.kind);
  const gold = readGold(experiment.gold, task.labels, goldStream(experiment.seed));
  requireSeveralLabels(gold, task.labels);
  requireOwnTeacher(experiment, teacher);
  requireTogether(recipes);
  for (const settings of recipes) {
    requireTask(settings, task.kind);
    requireDocuments(settings, corpus.length);
    requireDrawable(settings);
    requireTeacher(settings, teacher);
    requireTemplate(settings, teacher);
    recipeOf(settings).check(settings, { experiment, task, gold });
  }
  if (new Set(corpus.map(({ unit }) => unit)).size > 1) {
    throw new BadInput('corpus: all parts have the same unit, document or passage; set it alike.');
  }
  if (corpus.length > 0) withoutGold(readCorpus(corpus, tell).documents, gold);
}

function requireOwnTeacher(
  { logProbabilities, mauveFeatures }: Pick<Experiment, 'logProbabilities' | 'mauveFeatures'>,
  { name, endpoints, isAbsent }: CheckedTeacher,
): void {
  if (isAbsent && mauveFeatures === 'teacher') {
    throw new BadInput(
      'mauveFeatures: the experiment names no teacher, which would read the texts. Set it to encoder, or name a teacher.',
    );
  }
  if (!endpoints) return;
  if (mauveFeatures === 'teacher') {
    throw new BadInput(
      `mauveFeatures: ${name} is a teacher on other machines, and only one of this computer can be asked what it makes ` +
        'of a text. Set it to encoder, or choose another teacher.',
    );
  }
  if (logProbabilities === 'off') return;
  throw new BadInput(
    `logProbabilities: ${name} is a teacher on other machines, and only one of this computer says how likely its words ` +
      'are. Set it to off, or choose another teacher.',
  );
}

function requireTogether(recipes: readonly RecipeSettings[]): void {
  const ids = recipes.map(recipeId);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice) throw new BadInput(`recipes: ${twice} is there twice; a run has each recipe once.`);
  const alone = recipes.find(({ kind }) => !makesRows(dataOf(kind)));
  if (alone && recipes.length > 1) {
    throw new BadInput(
      `recipes: ${alone.kind} looks at the rows that earlier runs wrote; give it a run of its own.`,
    );
  }
}

function requireTask({ kind }: RecipeSettings, task: TaskKind): void {
  const { tasks } = dataOf(kind);
  if (tasks.includes(task)) return;
  const others = recipeKinds.filter((other) => dataOf(other).tasks.includes(task));
  throw new BadInput(
    `recipes: ${kind} is for ${tasks.join(', ')}, and task.kind is ${task}. For that there are ` +
      `${others.join(', ')}.`,
  );
}

function requireDocuments({ kind }: RecipeSettings, parts: number): void {
  if (parts > 0 || !dataOf(kind).needs.includes('corpus')) return;
  throw new BadInput(`corpus: ${kind} needs documents, and the experiment names none.`);
}

/** A dataset is sampled from more rows than it contains. */
function requireDrawable(settings: RecipeSettings): void {
  if (!('subsample' in settings) || settings.subsample <= settings.rows) return;
  throw new BadInput(
    `recipes: ${settings.kind} cannot draw ${settings.subsample} rows (subsample) of ${settings.rows}. Ask ` +
      'for more rows, or set subsample to 0 to take all that are kept.',
  );
}

function requireTeacher({ kind }: RecipeSettings, { isAbsent }: CheckedTeacher): void {
  if (!isAbsent || dataOf(kind).asksNoTeacher) return;
  const without = recipeKinds.filter((other) => dataOf(other).asksNoTeacher).join(', ');
  throw new BadInput(
    `teacher: ${kind} asks a teacher, and the experiment names none. Name one, or take a recipe that needs none: ${without}.`,
  );
}

/** A base model has no chat to ask in. */
function requireTemplate(settings: RecipeSettings, teacher: CheckedTeacher): void {
  if ('frame' in settings && settings.frame === 'chat') {
    requireChat(settings, teacher, {
      what: 'ask in a chat (frame: chat)',
      wayOut: 'Set frame to auto or raw',
    });
  }
  if ('verbalized' in settings && settings.verbalized > 0) {
    const what = `write ${settings.verbalized} texts in an answer (verbalized), for which it asks in a chat`;
    requireChat(settings, teacher, { what, wayOut: 'Leave verbalized out' });
    if ('frame' in settings && settings.frame === 'raw') {
      throw new BadInput(
        `recipes: ${settings.kind} is to ${what}, and frame is raw. Leave one of the two out.`,
      );
    }
  }
  if ('refine' in settings && settings.refine === 'on') {
    const what = 'refine its drafts in a chat (refine: on)';
    requireChat(settings, teacher, { what, wayOut: 'Leave refine out' });
    if ('frame' in settings && settings.frame === 'chat') {
      throw new BadInput(
        `recipes: ${settings.kind} is to ${what}, and drafts are raw text, which frame: chat contradicts. Leave frame out.`,
      );
    }
    if ('verbalized' in settings && settings.verbalized > 0) {
      throw new BadInput(
        `recipes: ${settings.kind} has both verbalized and refine, and a draft is raw text, which holds no several texts. ` +
          'Leave one of the two out.',
      );
    }
  }
}

function requireChat(
  { kind }: RecipeSettings,
  { name, hasChatTemplate }: CheckedTeacher,
  { what, wayOut }: { readonly what: string; readonly wayOut: string },
): void {
  if (hasChatTemplate) return;
  throw new BadInput(
    `recipes: ${kind} is to ${what}, and the file of ${name} has no chat template. ${wayOut}, or choose an instruct model.`,
  );
}
