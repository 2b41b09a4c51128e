import { stratifiedFolds } from '../../../models/student/logisticRegression.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import { fold, stepKey } from '../journal/stepKey.ts';
import { type Gold, labelsIn, type RunContext } from '../steps/context.ts';
import type { Method, TrainableStudent } from '../steps/trainableStudent.ts';
import { choosePooling } from './choosePooling.ts';
import { judgeWith } from './trainStudent.ts';

const FOLDS = 3;
/** With more labels than this, students are fine-tuned without a comparison. */
const MOST_LABELS = 500;

/**
 * The method of an experiment's students. `auto` compares both by cross-validation on the human labels
 * and fine-tunes only if that predicts more of them; the regression takes seconds. Ours.
 *
 * A head fits neither pairs nor questions, nor a data map or a grid, and `leastSteps: 0` asks for the
 * papers' training: then `auto` fine-tunes. If a label has a single example, nothing can be compared,
 * and the head alone is trained.
 */
export async function chooseMethod(
  ctx: Omit<RunContext, 'student'>,
  { student, dataMap }: Pick<Experiment, 'student' | 'dataMap'>,
): Promise<TrainableStudent> {
  const pooling = choosePooling(student, ctx.task.kind, ctx.models.student);
  const as = (method: Method): TrainableStudent => ({ ...student, method, pooling });
  if (student.method !== 'auto') return as(student.method);
  const labels = labelsOf(ctx.gold);
  const labelled = { kind: ctx.task.kind, labels: labels.length };
  if (!comparesMethods(labelled, { student, dataMap })) return as('finetune');
  const folds = Math.min(FOLDS, ...countsOf(labels.map(({ label }) => label)));
  if (folds < 2) return as('head');
  const accuracy = async (method: Method) => {
    const right = await rightIn({ ...ctx, student: as(method) }, labels, folds);
    return right / labels.length;
  };
  const compared = { head: await accuracy('head'), finetune: await accuracy('finetune') };
  return { ...as(compared.finetune > compared.head ? 'finetune' : 'head'), compared };
}

/** Whether `auto` compares the methods, where labels allow it. */
export function comparesMethods(
  { kind, labels }: { readonly kind: TaskKind; readonly labels: number },
  { student, dataMap }: Pick<Experiment, 'student' | 'dataMap'>,
): boolean {
  return (
    student.method === 'auto' &&
    kind === 'text-classification' &&
    dataMap.filter === 'off' &&
    student.grid === undefined &&
    student.leastSteps > 0 &&
    labels <= MOST_LABELS
  );
}

/** The number of labels that students of the other folds predict. */
async function rightIn(
  ctx: RunContext,
  labels: ReturnType<typeof labelsOf>,
  folds: number,
): Promise<number> {
  const foldOf = stratifiedFolds(
    labels.map(({ label }) => label),
    folds,
    [ctx.run.seed, 'method'],
  );
  let right = 0;
  for (let n = 0; n < folds; n++) {
    const held = labels.filter((_, i) => foldOf[i] === n);
    const judged = await judgeWith(
      ctx,
      stepKey('train', 'method', ctx.student.method, fold(n)),
      labels.filter((_, i) => foldOf[i] !== n),
      held,
    );
    right += held.filter(({ label }, i) => likeliest(judged[i]!) === label).length;
  }
  return right;
}

const labelsOf = (gold: Gold) => labelsIn(gold, ['seed', 'validation']);

const countsOf = (names: readonly string[]) =>
  [...new Set(names)].map((name) => names.filter((one) => one === name).length);

const likeliest = (shares: Readonly<Record<string, number>>) =>
  Object.entries(shares).toSorted(([, a], [, b]) => b - a)[0]![0];
