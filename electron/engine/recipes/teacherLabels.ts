import {
  teacherLabels as data,
  type TeacherLabelsSettings,
} from '../../contract/recipes/teacherLabels.ts';
import { stepKey } from '../journal/stepKey.ts';
import { fill } from '../prompts/promptSet.ts';
import { type RunContext, requireTextTask } from '../steps/context.ts';
import { cutCorpus } from '../steps/corpus.ts';
import { orderCount } from '../steps/labelOrders.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { labelPassages } from './labelPassages.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * The baseline that practitioners use: passages of the corpus, unchanged, each with the label that
 * the teacher finds most likely, and a student trained on them. Ours, not from a paper; its
 * yardsticks are those of the other recipes. It uses no human labels.
 *
 * With soft targets the students learn the teacher's probabilities, at temperature 1, in the place of
 * the label (Hinton, Vinyals, Dean 2015, arXiv 1503.02531, section 2, without its second objective:
 * the passages have no human labels). Rows are cleaned, counted and shown by their label either way.
 */
async function run(context: RunContext, settings: TeacherLabelsSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const pool = await cutCorpus(ctx, settings.passageTokens);
  if (pool.length < settings.rows) {
    ctx.note(
      `Teacher labels: the corpus has ${pool.length} passages, ${settings.rows} were asked for.`,
    );
  }
  // a larger number starts with the same passages
  const drawn = ctx.run.random(settings.kind, 'passages').sample(pool, settings.rows);
  const labelled = await labelPassages(ctx, stepKey('classify', settings.kind), {
    title: 'Teacher labels',
    pool,
    drawn,
  });
  const isSoft = settings.targets === 'soft';
  return cleanAndTrain(ctx, settings, {
    title: data.paperName,
    asked: settings.rows,
    candidates: labelled.map(({ passage, label, shares, item }) => ({
      text: passage.text,
      label,
      lineage: { generation: item, passage: passage.name, ...(isSoft ? { shares } : {}) },
    })),
    generations: [],
    emptyQueries: 0,
    consumed: [],
  });
}

export const teacherLabels = defineRecipe<'teacherLabels'>({
  data,
  check() {},
  run,
  plan(settings, sizes) {
    const rows = Math.min(settings.rows, sizes.passages);
    return {
      calls: 0,
      before: [],
      rows,
      labelled: { passages: rows, orders: orderCount(sizes.labels) },
      notes: ['Labelling was measured on your examples: longer documents take longer.'],
    };
  },
  typicalCall: () => null,
  preview(show, { task }) {
    if (task.kind !== 'text-classification') return [];
    const { options, verbalizers } = task.prompts.classify;
    return [
      show('classify.options', options, {
        title: 'The labels to choose from',
        what: 'Teacher labels and LLKD: stands before the text that is classified, with the labels in several orders.',
        text: fill(options, { labels: task.labels.map((label) => verbalizers[label]!).join(', ') }),
        chat: false,
        maxTokens: 5,
      }),
    ];
  },
});
