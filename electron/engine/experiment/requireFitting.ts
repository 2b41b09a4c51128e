import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';

/** An upper bound for `[CLS]`, `[SEP]` and the other tokens around a question and its text. */
const FRAME = 4;

/**
 * @throws BadInput for a setting that does not exist for this kind of task, or for windows that
 *   could not advance
 */
export function requireFitting({ task, dataMap, student }: Experiment): void {
  if (student.method === 'head') requireHeadFitting({ task, dataMap, student });
  if (task.kind !== 'extractive-qa') return;
  if (dataMap.filter !== 'off') {
    throw new BadInput(
      'dataMap.filter: a data map follows the probability of a label, and an extractive-qa has none. ' +
        'Set it to off.',
    );
  }
  if (student.curves !== 'off') {
    throw new BadInput(
      'student.curves: the curves follow the accuracy on labels (S3 Figure 1), and an extractive-qa has ' +
        'none. Set it to off.',
    );
  }
  if (student.pooling === 'mean') {
    throw new BadInput(
      'student.pooling: mean is what a head of labels reads, and an extractive-qa marks tokens. Set it to auto.',
    );
  }
  // a question takes up to half of the window
  const room = Math.ceil((student.maxLength - FRAME) / 2);
  if (student.stride < room) return;
  throw new BadInput(
    `student.stride: windows of ${student.maxLength} tokens that share ${student.stride} may not advance ` +
      `next to a long question. Set it below ${room}, or increase student.maxLength.`,
  );
}

/** @throws BadInput for what needs a student whose weights change from epoch to epoch */
function requireHeadFitting({
  task,
  dataMap,
  student,
}: Pick<Experiment, 'task' | 'dataMap' | 'student'>): void {
  if (task.kind !== 'text-classification') {
    throw new BadInput(
      `student.method: head classifies the features of one text, and the task is a ${task.kind}. Set it to finetune.`,
    );
  }
  if (student.grid) {
    throw new BadInput(
      'student.grid: its settings are those of a fine-tuning, and student.method is head. Leave grid out, or ' +
        'set the method to finetune.',
    );
  }
  if (dataMap.filter !== 'off') {
    throw new BadInput(
      'dataMap.filter: a data map follows a student from epoch to epoch, and student.method head has none. ' +
        'Set the filter to off, or the method to finetune.',
    );
  }
}
