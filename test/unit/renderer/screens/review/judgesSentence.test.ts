import { expect, it } from 'vitest';
import { doubters, judgesSentence } from '../../../../../renderer/screens/review/judgesSentence.ts';

const row = (label: string, byLabels: string, byTeacher: string) => ({
  label,
  judged: { byLabels, byTeacher },
});

it('says what the judges say, and whose label is another than the row has', () => {
  const rows = [
    row('positive', 'positive', 'positive'),
    row('positive', 'negative', 'positive'),
    row('negative', 'negative', 'positive'),
    row('positive', 'negative', 'negative'),
    { label: 'positive', judged: null },
  ];
  expect(rows.map((one) => [judgesSentence(one), doubters(one)])).toEqual([
    ['Your labels and the teacher say positive.', ''],
    ['Your labels say negative; the teacher says positive.', 'labels'],
    ['Your labels say negative; the teacher says positive.', 'teacher'],
    ['Your labels and the teacher say negative.', 'labels and teacher'],
    [null, ''],
  ]);
});
