import { expect, it } from 'vitest';
import { readRows } from '../../../../../electron/engine/import/readRows.ts';
import { parquetOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith, refusalOf } from './files.ts';

/** A table of 20 rows in which two bytes of a page's header are 0: the library reads that page for ever. */
const ENDLESS = Buffer.from(
  'UEFSMRUGFdAIFZoCXBUoFQAVKBUAFQQVAAAAKAGmBGgXAAAAYSB3YXJtICJmaWxtIiAwLCDmmKDnlLtGGwAAMWYbAAAyZhsAADNm' +
    'GwAANGYbAAA1ZhsAADZmGwAAN2YbAAA4ZhsAADkRGwAYQg4BADE1D0ocADUQShwANRFKHAA1EkocADUTShwANRRKHAA1FUocADUW' +
    'ShwANRdKHAAgOSwg5pig55S7FQQVHhUiTBUEFQAAAA84BAAAAGdvb2QDAAAAYmFkFQYVDhUSXBUoFQAAAAAQFQQVAAAAKAEFEAEH' +
    'qqoKFQQZPEgEcm9vdBUEABUMJQIYBHRleHQlAAAVDCUCGAVsYWJlbCUAABYoGRwZLCYIHBUMGRUAGRgEdGV4dBUCFigW/ggWyAIm' +
    'CDw2ACgQYSB3YXJtICJmaWxtIiA5LRgQYSB3YXJtICJmaWxtIiAwLBISABkcFQYVABUCAAAAJtACHBUMGSUAEBkYBWxhYmVsFQIW' +
    'KBZwFngmjAMm0AIcNgAoBGdvb2QYA2JhZAAZLBUEFQAVAgAVBhUQFQIAAAAW7gkWKDbAAwAoCWh5cGFycXVldBksHAAAHAAAANwA' +
    'AABQQVIx',
  'base64',
);

it('a table whose reading never ends is refused after seconds, and at once when it is read again', () => {
  const file = fileWith('table.parquet', ENDLESS);
  const sentence = `${file} is not read after 6 seconds, so it is likely damaged.`;
  const first = performance.now();
  expect(refusalOf(() => readRows(file, []))).toContain(sentence);
  const second = performance.now();
  expect(refusalOf(() => readRows(file, []))).toContain(sentence);
  expect(performance.now() - second).toBeLessThan((second - first) / 2);
  // a thread begins anew for the next file
  const rows = [
    ['text', 'label'],
    ['a long film', 'bad'],
  ];
  const whole = fileWith('whole.parquet', parquetOf(rows));
  expect(readRows(whole, ['text'])).toHaveLength(1);
});
