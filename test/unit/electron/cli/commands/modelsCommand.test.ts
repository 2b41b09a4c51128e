import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { modelsCommand } from '../../../../../electron/cli/commands/modelsCommand.ts';
import { writeTinyTeacher } from '../../../../fixtures/tinyTeacher.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function stdoutOf(...args: string[]): Promise<string> {
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  await modelsCommand().parseAsync(args, { from: 'user' });
  vi.restoreAllMocks();
  return written.join('');
}

/** One that llama.cpp loads, since it is opened when it is added. */
const writeTeacher = (file: string) =>
  writeTinyTeacher(file, [], { more: { 'general.license': { text: 'mit' } } });

test('a model of your own goes through add, list, verify and remove', async () => {
  const home = temporaryFolder();
  const mine = join(home, 'mine.gguf');
  writeTeacher(mine);
  vi.stubEnv('STILLROOM_MODELS', join(home, 'store'));
  vi.stubEnv('HOME', home);

  expect(await stdoutOf('add', 'mine', mine)).toContain('mine is verified: teacher, licence mit');
  const listed = JSON.parse(await stdoutOf('list', '--json'));
  expect(listed.folder).toBe(join(home, 'store'));
  expect(listed.models.at(-1)).toMatchObject({ name: 'mine', state: 'ready', path: mine });
  expect(await stdoutOf('list')).toMatch(/^mine +teacher +under 1 MB +mit +ready +.*mine\.gguf$/m);
  const verified = JSON.parse(await stdoutOf('verify', 'mine', '--json'));
  expect(verified.files).toEqual({ 'mine.gguf': mine });
  expect(JSON.parse(await stdoutOf('remove', 'mine', '--json'))).toEqual({
    name: 'mine',
    kept: [mine],
  });
});

test('models go to another computer in a folder, by pack and unpack', async () => {
  const home = temporaryFolder();
  const stick = join(home, 'stick');
  writeTeacher(join(home, 'mine.gguf'));
  vi.stubEnv('HOME', home);
  vi.stubEnv('STILLROOM_MODELS', join(home, 'here'));
  await stdoutOf('add', 'mine', join(home, 'mine.gguf'));
  expect(await stdoutOf('pack', stick)).toMatch(
    /^mine: copied, under 1 MB, SHA-256 [0-9a-f]{64}\n$/,
  );

  vi.stubEnv('STILLROOM_MODELS', join(home, 'there'));
  const { models } = JSON.parse(await stdoutOf('unpack', stick, '--json'));
  expect(models).toMatchObject([{ name: 'mine', wasThere: false }]);
  expect(await stdoutOf('unpack', stick, 'mine')).toContain('mine: was there already');
  expect(await stdoutOf('verify', 'mine')).toContain(join(home, 'there', 'mine', 'mine.gguf'));
});
