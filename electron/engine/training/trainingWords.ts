import type { StudentSettings } from '../../contract/experiment.ts';
import { percent } from '../measures/percent.ts';
import type { MethodAccuracies } from '../steps/trainableStudent.ts';

/** How students were trained, for the report and the model card. */
export function trainingWords(
  student: StudentSettings & { readonly compared?: MethodAccuracies },
): string {
  const { method, epochs, leastSteps, batch, learningRate, weightDecay, compared } = student;
  const why = compared
    ? ` (chosen on held-out labels, of which fine-tuning predicted ${percent(compared.finetune)}% and a regression ` +
      `on the frozen model ${percent(compared.head)}%)`
    : '';
  if (method === 'head') {
    return `a logistic regression on the mean of the frozen model’s tokens, its penalty chosen by cross-validation${why}`;
  }
  const least = leastSteps > 0 ? `, ${leastSteps} steps at least` : '';
  return `${epochs} epochs${least}, batches of ${batch}, learning rate ${learningRate}, weight decay ${weightDecay}${why}`;
}
