import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile } from '../../../../models/student/checkpoint.ts';
import { temporaryFolder } from '../catalog/tinyFiles.ts';

it.skipIf(!existsSync('/dev/full'))(
  'a full disk costs the new checkpoint only, and is told',
  async () => {
    const file = path.join(temporaryFolder(), 'checkpoint.safetensors');
    writeFileSync(file, 'the last one');
    // whatever is written there, the kernel answers that the device has no space
    const writing = replaceFile(file, () => writeFile('/dev/full', 'the next one'));
    await expect(writing).rejects.toMatchObject({
      name: 'BadInput',
      message: expect.stringMatching(
        /checkpoint\.safetensors could not be written, because the disk is full.*resumes from the last checkpoint/s,
      ),
    });
    expect(readFileSync(file, 'utf8')).toBe('the last one');
  },
);

it('nothing is written through a link that lies where a file is prepared', async () => {
  const folder = temporaryFolder();
  const [file, victim] = [path.join(folder, 'model.onnx'), path.join(folder, 'bashrc')];
  writeFileSync(victim, 'mine');
  symlinkSync(victim, `${file}.part`);
  await replaceFile(file, (beside) => writeFile(beside, 'a model'));
  expect(readFileSync(victim, 'utf8')).toBe('mine');
  expect(readFileSync(file, 'utf8')).toBe('a model');
});
