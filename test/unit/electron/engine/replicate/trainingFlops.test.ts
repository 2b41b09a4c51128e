import { expect, it } from 'vitest';
import { trainingFlops } from '../../../../../electron/engine/replicate/trainingFlops.ts';

/** S3's App. B: DistilBERT with 512 tokens. */
const DISTILBERT = { parameters: 66e6, tokens: 512 };

it('a record in an epoch costs what the paper says', () => {
  const ofRecord = trainingFlops({ ...DISTILBERT, epochs: 1 }, [1]);
  expect(ofRecord.toExponential(2)).toBe('2.03e+11');
});

it('ZeroGen trains once and S3 three times, which is three quarters of that', () => {
  const zerogen = trainingFlops({ ...DISTILBERT, epochs: 10 }, [200_000]);
  const s3 = trainingFlops({ ...DISTILBERT, epochs: 8 }, [51_200, 64_000, 76_800]);
  expect(zerogen.toExponential(2)).toBe('4.06e+17');
  expect(s3.toExponential(2)).toBe('3.11e+17');
  expect(s3 / zerogen).toBeCloseTo(0.768, 12);
});

it('counts nothing where nothing is trained', () => {
  expect(trainingFlops({ ...DISTILBERT, epochs: 8 }, [])).toBe(0);
});
