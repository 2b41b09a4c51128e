import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BadInput } from '../../../../models/badInput.ts';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { temporaryFolder, tinyGguf } from './tinyFiles.ts';
import { twoComputers } from './twoComputers.ts';

/** The reason that a store there gives for not taking a model. */
async function refusalOf(folder: string, name = 'mine'): Promise<unknown> {
  const home = temporaryFolder();
  const file = join(home, 'mine.gguf');
  writeFileSync(file, tinyGguf());
  return openModelStore({ folder, env: {}, home })
    .add(name, file)
    .catch((error: unknown) => error);
}

test('a store that is a file takes no model', async () => {
  const refusal = await refusalOf('/dev/null');
  expect(refusal).toBeInstanceOf(BadInput);
  expect(String(refusal)).toContain('/dev/null cannot be made: a file is in the way');
});

test.runIf(process.platform === 'linux')('nor does one where no folder can be made', async () => {
  const refusal = await refusalOf('/proc/nowhere');
  expect(refusal).toBeInstanceOf(BadInput);
  expect(String(refusal)).toContain('/proc/nowhere cannot be made');
});

test.runIf(process.platform === 'linux')('nor one that nobody may write to', async () => {
  // the kernel refuses it to every account
  const refusal = await refusalOf('/sys', 'kernel');
  expect(refusal).toBeInstanceOf(BadInput);
  expect(String(refusal)).toMatch(/\/sys\/kernel: (you may not write there|it can only be read)/);
  const store = openModelStore({ folder: '/sys', env: {}, home: '/nowhere' });
  await expect(store.remove('kernel')).rejects.toThrow(BadInput);
});

test('a model that cannot be read is named, and does not hide the others', async () => {
  const { pack, here, there } = await twoComputers();
  await here.pack(pack, ['mine']);
  symlinkSync('round', join(pack, 'round')); // no account can enter it
  const inPlace = openModelStore({ folder: pack, env: {}, home: pack });
  await expect(inPlace.verify('round')).rejects.toThrow(
    `${join(pack, 'round', 'stillroom.json')} cannot be read: the links to it lead in a circle`,
  );
  await expect(inPlace.remove('round')).rejects.toThrow(BadInput);
  expect((await inPlace.list()).slice(-2)).toMatchObject([
    { name: 'mine', state: 'ready' },
    { name: 'round', state: 'unreadable' },
  ]);
  expect(await there.unpack(pack, ['mine'])).toMatchObject([{ name: 'mine' }]);
});
