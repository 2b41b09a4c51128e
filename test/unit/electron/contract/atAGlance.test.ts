import { expect, it } from 'vitest';
import { atAGlance } from '../../../../electron/contract/atAGlance.ts';
import type { Figure } from '../../../../electron/contract/figure.ts';
import type {
  MeasureColumn,
  MeasureName,
  MeasurePanel,
} from '../../../../electron/contract/measures.ts';

const panel = (
  name: MeasureName,
  columns: readonly MeasureColumn[],
  lines: Readonly<Record<string, readonly Figure[]>>,
): MeasurePanel => ({
  name,
  title: `Panel ${name}`,
  tells: '',
  doesNotTell: '',
  whatToDo: '',
  madeWith: '',
  columns,
  lines: Object.entries(lines).map(([title, figures]) => ({ title, n: 9, figures })),
  notes: [],
  worklists: [],
  missing: [],
  hasMap: false,
});

const score = { value: 0.7, ci95: [0.6, 0.8] } as const;
const why = { undefinedBecause: 'no run of it has finished' };
const sets = [
  { title: 'S3', n: 48, onTest: score },
  { title: 'FewGen', n: 40, onTest: why },
  { title: 'your labels', n: 20 },
];
const labels = panel(
  'labels',
  [
    { title: 'as the oracle says', unit: 'percent', atAGlance: 'labels right' },
    { title: 'as the teacher says', unit: 'percent' },
  ],
  { 'your labels': [{ value: 1 }, why], S3: [{ value: 0.5 }, why], 'S3, good': [why, why] },
);
const mauve = panel('mauve', [{ title: 'c = 1', unit: 'percent', atAGlance: 'MAUVE' }], {
  S3: [{ value: 0.9 }],
  FewGen: [{ value: 0.8 }],
});

it('shows each recipe with its score and the main figures of every measure', () => {
  expect(atAGlance({ sets, panels: [labels, mauve], outdated: [] })).toEqual({
    title: 'All recipes side by side',
    columns: [
      { title: 'its student on test texts', unit: 'percent' },
      { title: 'labels right', unit: 'percent' },
      { title: 'MAUVE', unit: 'percent' },
    ],
    lines: [
      { title: 'S3', n: 48, figures: [score, { value: 0.5 }, { value: 0.9 }] },
      {
        title: 'FewGen',
        n: 40,
        figures: [why, { undefinedBecause: 'Panel labels is not made of it yet' }, { value: 0.8 }],
      },
    ],
  });
});

it('is not there before a measure with a main figure was made', () => {
  const plain = panel('agreement', [{ title: 'kappa', unit: 'number' }], {});
  expect(atAGlance({ sets, panels: [], outdated: [] })).toBeNull();
  expect(atAGlance({ sets, panels: [plain], outdated: [] })).toBeNull();
});
