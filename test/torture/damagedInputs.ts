import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomStream } from '../../models/randomStream.ts';
import { mutate } from './mutate.ts';
import { makeReaders } from './readers.ts';

// A process that reads damaged inputs, one at a time, as its parent asks; it may crash or hang.
//
// damagedInputs.ts HOME SEED

/** How one damaged input ended: it was read, refused in a sentence, or failed as a bug does. */
export interface InputOutcome {
  readonly reader: string;
  readonly i: number;
  readonly how: string;
  readonly end: 'read' | 'refused' | 'fault';
  readonly message: string;
}

const [home, seed] = process.argv.slice(2) as [string, string];
const readers = await makeReaders(home);
// what refuses a whole input would show nothing
for (const { name, read } of readers) await read(path.join(home, name));
process.on('message', async ({ reader, i }: { reader: string; i: number }) => {
  process.send!(await tryOne(reader, i));
});
process.send!({ readers: readers.map(({ name, weight }) => ({ name, weight })) });

async function tryOne(name: string, i: number): Promise<InputOutcome> {
  const reader = readers.find((one) => one.name === name)!;
  const folder = path.join(home, name);
  const paths = reader.files.map((file) => path.join(folder, file));
  const whole = paths.map((file) => readFileSync(file));
  const random = randomStream(`${seed} ${name} ${i}`);
  const which = Math.floor(random.uniform() * paths.length);
  const { bytes, how } = mutate(whole[which]!, random);
  writeFileSync(paths[which]!, bytes);
  const said = { reader: name, i, how: `${reader.files[which]} ${how}` };
  try {
    await reader.read(folder);
    return { ...said, end: 'read', message: '' };
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    if (kind === 'BadInput') return { ...said, end: 'refused', message };
    return { ...said, end: 'fault', message: stack ?? message };
  } finally {
    for (const [at, file] of paths.entries()) {
      for (const log of ['-wal', '-shm', '-journal']) rmSync(file + log, { force: true });
      writeFileSync(file, whole[at]!);
    }
  }
}
