import type { StudentSettings } from '../../contract/experiment.ts';
import { percent } from '../measures/percent.ts';
import type { MethodAccuracies, Pooling } from '../steps/trainableStudent.ts';

/** How students were trained, for the report and the model card. */
export function trainingWords(
  student: StudentSettings & {
    readonly pooling: Pooling;
    readonly compared?: MethodAccuracies;
  },
): string {
  const { method, pooling, epochs, leastSteps, batch, learningRate, weightDecay, compared } =
    student;
  const why = compared
    ? ` (chosen on held-out labels, of which fine-tuning predicted ${percent(compared.finetune)}% and a regression ` +
      `on the frozen model ${percent(compared.head)}%)`
    : '';
  if (method === 'head') {
    return `a logistic regression on the mean of the frozen model’s tokens, its penalty chosen by cross-validation${why}`;
  }
  const least = leastSteps > 0 ? `, ${leastSteps} steps at least` : '';
  const head =
    pooling === 'mean'
      ? ', a linear head on the mean of the tokens, which starts from a logistic regression on the frozen model'
      : '';
  return `${epochs} epochs${least}, batches of ${batch}, learning rate ${learningRate}, weight decay ${weightDecay}${head}${why}`;
}
