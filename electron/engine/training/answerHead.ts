import { answerScore } from '../../../models/student/answerScore.ts';
import type { AnsweredQuestion, Question, SpanSettings } from '../../../models/student/student.ts';
import type { StudentSettings } from '../../contract/experiment.ts';
import { scoreAnswers } from '../measures/scoreAnswers.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { NoYield } from '../steps/noYield.ts';
import { classifierSettings } from './labelHead.ts';
import type { TaskHead } from './taskHead.ts';

/** n_best_size and max_answer_length of BERT's run_squad.py, and of Hugging Face's run_qa.py. */
export const ANSWER_DECODING = { best: 20, longestAnswer: 30, unanswerable: false };

/** Students that mark the answer to a question in a text. */
export const answerHead: TaskHead = {
  requireRows(rows, key) {
    if (rows.length > 0) return;
    throw new NoYield(`${key}: there is no question to learn from. Every one was dropped.`);
  },
  settings: spanSettings,
  named: ({ context, text, label, answerStart, otherAnswers = [] }) => [
    text,
    context,
    answerStart,
    label,
    ...otherAnswers,
  ],
  async train(host, { train, validation, predict, student, choose, ...request }) {
    const { answers, ...trained } = await host.call('trainAnswers', {
      ...request,
      train: train.map(answered),
      validation: validation.map(answered),
      predict: predict.map(asked),
      settings: spanSettings(student, choose, train.length),
    });
    return { ...trained, predicted: answers.map(({ text }) => text) };
  },
  isRight(predicted, row, lowF1 = 1) {
    const { exactMatch, f1 } = answerScore(predicted, rightAnswers(row));
    return exactMatch === 1 || (lowF1 < 1 && f1 >= lowF1);
  },
  only: () => null,
  score: (predicted, rows) =>
    scoreAnswers(predicted.map((answer, row) => answerScore(answer, rightAnswers(rows[row]!)))),
};

const rightAnswers = ({ label, otherAnswers = [] }: LabelledRow) => [label, ...otherAnswers];

const asked = ({ context, text }: Omit<LabelledRow, 'label'>): Question => ({
  question: text,
  context: context!,
});

function answered(row: LabelledRow): AnsweredQuestion {
  const { label, answerStart = 0, otherAnswers } = row;
  return {
    ...asked(row),
    answer: [answerStart, answerStart + label.length],
    ...(otherAnswers ? { otherAnswers } : {}),
  };
}

function spanSettings(
  student: StudentSettings,
  choose: 'best' | 'last',
  rows: number,
): SpanSettings {
  const { stride } = student;
  return { ...classifierSettings(student, choose, rows), stride, ...ANSWER_DECODING };
}
