import { describe, expect, it } from 'vitest';
import { type Figure, figureText } from '../../../../electron/contract/figure.ts';
import { missingFigures } from '../../../../electron/contract/measures.ts';

const why = (undefinedBecause: string): Figure => ({ undefinedBecause });
const line = (title: string, ...figures: Figure[]) => ({ title, n: 3, figures });

describe('why figures are missing', () => {
  it('names each reason once, with the lines that it holds for', () => {
    const lines = [
      line('S3', why('it is short'), { value: 1 }),
      line('GoldGen', why('it is short'), why('it is long')),
      line('your labels', { value: 1 }, { value: 2 }),
    ];
    expect(missingFigures({ lines })).toEqual([
      '– is not defined for S3 and 1 more, because it is short.',
      '– is not defined for GoldGen, because it is long.',
    ]);
  });

  it('names no line where a reason holds for all, and is silent where nothing is missing', () => {
    expect(missingFigures({ lines: [line('S3', why('a')), line('GoldGen', why('a'))] })).toEqual([
      '– is not defined, because a.',
    ]);
    expect(missingFigures({ lines: [line('S3', { value: 0 })] })).toEqual([]);
  });
});

describe('a figure as people read it', () => {
  it.each<[Figure, Parameters<typeof figureText>[1], string]>([
    [{ value: 0.6214 }, 'percent', '62.1%'],
    [{ value: 0.5, ci95: [0.25, 0.75] }, 'percent', '50.0% [25.0%, 75.0%]'],
    [{ value: 4.207 }, 'bits', '4.21 bits'],
    [{ value: 12345 }, 'count', '12,345'],
    [{ value: 0.12345, ci95: [-0.1, 0.3] }, 'number', '0.123 [-0.100, 0.300]'],
    [why('there is nothing'), 'number', '–'],
  ])('%j in %s is %s', (figure, unit, text) => {
    expect(figureText(figure, unit)).toBe(text);
  });
});
