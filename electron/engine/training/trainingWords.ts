import type { StudentSettings } from '../../contract/experiment.ts';

/** How students were trained, for the report and the model card. */
export function trainingWords(student: StudentSettings): string {
  const { method, epochs, leastSteps, batch, learningRate, weightDecay } = student;
  if (method === 'head') {
    return 'a logistic regression on the mean of the frozen model’s tokens, its penalty chosen by cross-validation';
  }
  const least = leastSteps > 0 ? `, ${leastSteps} steps at least` : '';
  return `${epochs} epochs${least}, batches of ${batch}, learning rate ${learningRate}, weight decay ${weightDecay}`;
}
