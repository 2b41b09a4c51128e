import { expect, it } from 'vitest';
import type { RunContext } from '../../../../../electron/engine/steps/context.ts';
import { trainStudent } from '../../../../../electron/engine/training/trainStudent.ts';
import { BadInput } from '../../../../../models/badInput.ts';

it('refuses to train on texts that all have one label, before anything is started', async () => {
  const rows = ['good', 'very good'].map((text) => ({ text, label: 'positive' }));
  const task = { kind: 'text-classification', labels: ['positive', 'negative'] };
  const ctx = { task } as unknown;
  const options = { choose: 'best', test: false, keep: false } as const;
  const refused = trainStudent(ctx as RunContext, 's3/seed/train', rows, options);
  await expect(refused).rejects.toThrow(BadInput);
  await expect(refused).rejects.toThrow(
    "s3/seed/train: all 2 training texts are labelled 'positive'",
  );
});
