import { expect, test } from 'vitest';
import { askReader } from '../../../../../electron/engine/import/askReader.ts';
import { pdfText } from '../../../../../electron/engine/import/pdfText.ts';
import { emlOf, pdfOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith } from './files.ts';

test('each call gets its own answer, however fast they follow each other', () => {
  for (let i = 0; i < 2000; i++) {
    const bytes = Buffer.from(emlOf(`Mail ${i}`, `Text ${i}`));
    expect(askReader('a.eml', 'message', bytes).subject).toBe(`Mail ${i}`);
  }
});

test('a document that makes its library fail later takes nothing from the next one', () => {
  const [broken, whole] = [pdfOf(['one', 'two']), pdfOf(['one', 'two'])];
  const hurt = Buffer.from(
    Buffer.from(broken).toString('latin1').replace('6 0 obj', '9 0 obj'),
    'latin1',
  );
  for (let i = 0; i < 5; i++) {
    try {
      pdfText(fileWith('hurt.pdf', hurt));
    } catch (error) {
      expect((error as Error).name).toBe('BadInput');
    }
    expect(pdfText(fileWith('whole.pdf', whole))).toBe('one\n\ntwo');
  }
});
