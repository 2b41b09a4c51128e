import { Command, Option } from 'commander';
import { sizeText } from '../../contract/sizeText.ts';
import {
  addModel,
  type CarriedModel,
  type ModelFolder,
  type ModelStatus,
  type ModelStore,
  openModelStore,
  type SourceKind,
} from '../../engine/engine.ts';
import { type JsonOption, jsonOption, print, printJson } from '../jsonOption.ts';
import { showTransfer } from '../showTransfer.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

const STATES: Readonly<Record<ModelStatus['state'], string>> = {
  ready: 'ready',
  changed: 'changed since it was verified',
  missing: 'file missing',
  found: 'found on this computer',
  partial: 'partly fetched',
  absent: 'not here',
  unreadable: 'its record is damaged',
};

/** `stillroom models list|get|add|verify|remove|pack|unpack`. Results on stdout, progress on stderr. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('the teachers, encoders, students and taggers on this computer')
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(addCommand())
    .addCommand(verifyCommand())
    .addCommand(removeCommand())
    .addCommand(packCommand())
    .addCommand(unpackCommand());
}

function listCommand(): Command {
  return new Command('list')
    .description('lists known models, their location and state; fetches nothing')
    .addOption(jsonOption())
    .action(async ({ json }: JsonOption) => {
      const store = openModelStore();
      const models = await store.list();
      if (json) printJson({ folder: store.folder, models });
      else print(listText(store.folder, models));
    });
}

function getCommand(): Command {
  return new Command('get')
    .description('a model, fetched if it is not on this computer; resumes an interrupted download')
    .argument('<name>')
    .addOption(new Option('--source <source>', 'only from there').choices(['huggingface', 'pip']))
    .addOption(jsonOption())
    .action(async (name: string, { source, json }: JsonOption & { source?: SourceKind }) => {
      await untilInterrupted(async (signal) => {
        const progress = showTransfer();
        const wanted = { source, onProgress: progress.report, signal };
        const model = await openModelStore().get(name, wanted).finally(progress.stop);
        printModel(model, json);
      }, '`stillroom models get` again resumes a download from Hugging Face; pip starts again.');
    });
}

/** Fetches a model with a progress bar; also used by the demo. */
export async function getModel(store: ModelStore, name: string): Promise<void> {
  const progress = showTransfer();
  await store.get(name, { onProgress: progress.report }).finally(progress.stop);
}

function addCommand(): Command {
  return new Command('add')
    .description(
      'registers your .gguf file or Hugging Face folder, once it was opened; it stays where it is',
    )
    .argument('<name>', 'a catalogue name, or a new one of your own')
    .argument('<path>')
    .addOption(jsonOption())
    .action(async (name: string, path: string, { json }: JsonOption) => {
      const progress = showTransfer();
      const checks = { onProgress: progress.report };
      const adding = addModel(openModelStore(), name, path, checks).finally(progress.stop);
      const { model, notes } = await adding;
      for (const note of notes) process.stderr.write(`${note}\n`);
      printModel(model, json);
    });
}

function verifyCommand(): Command {
  return new Command('verify')
    .description("hashes a model's files again")
    .argument('<name>')
    .addOption(jsonOption())
    .action(async (name: string, { json }: JsonOption) => {
      const progress = showTransfer();
      const checks = { onProgress: progress.report };
      printModel(await openModelStore().verify(name, checks).finally(progress.stop), json);
    });
}

function removeCommand(): Command {
  return new Command('remove')
    .description('forgets a model and deletes what was fetched for it; your own files stay')
    .argument('<name>')
    .addOption(jsonOption())
    .action(async (name: string, { json }: JsonOption) => {
      const kept = await openModelStore().remove(name);
      if (json) printJson({ name, kept });
      else print([`removed ${name}`, ...kept.map((path) => `  kept ${path}`)].join('\n'));
    });
}

function packCommand(): Command {
  return carryCommand(
    new Command('pack').description(
      'copies models into a folder, to be carried to a computer without a network',
    ),
    (folder, names, checks) => openModelStore().pack(folder, names, checks),
  );
}

function unpackCommand(): Command {
  return carryCommand(
    new Command('unpack').description('copies models out of such a folder, each file checked'),
    (folder, names, checks) => openModelStore().unpack(folder, names, checks),
  );
}

function carryCommand(
  command: Command,
  carry: (...args: Parameters<ModelStore['pack']>) => Promise<CarriedModel[]>,
): Command {
  return command
    .argument('<folder>', 'on a drive that goes from one computer to the other')
    .argument('[names...]', 'the models; all if none is named')
    .addOption(jsonOption())
    .action(async (folder: string, names: string[], { json }: JsonOption) => {
      await untilInterrupted(async (signal) => {
        const progress = showTransfer();
        const options = { onProgress: progress.report, signal };
        const models = await carry(folder, names, options).finally(progress.stop);
        if (json) printJson({ folder, models });
        else print(models.map(carriedText).join('\n'));
      }, 'Run the same command to resume.');
    });
}

function carriedText({ name, bytes, sha256, wasThere }: CarriedModel): string {
  const how = wasThere ? 'was there already' : 'copied';
  return `${name}: ${how}, ${sizeText(bytes)}, SHA-256 ${sha256}`;
}

function listText(folder: string, models: readonly ModelStatus[]): string {
  const rows = models.map((model) => [
    model.name,
    model.roles.join(', '),
    sizeText(model.bytes),
    model.licence,
    STATES[model.state],
    model.path ?? (model.partialBytes > 0 ? `${sizeText(model.partialBytes)} so far` : ''),
  ]);
  const table = [['NAME', 'ROLE', 'SIZE', 'LICENCE', 'STATE', 'PLACE'], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', `Fetched models are kept in ${folder}`].join('\n');
}

function printModel(model: ModelFolder, json: true | undefined): void {
  if (json) {
    printJson(model);
    return;
  }
  print(
    [
      `${model.name} is verified: ${model.roles.join(' and ')}, licence ${model.licence}`,
      ...Object.values(model.files).map((path) => `  ${path}`),
      `  SHA-256 ${model.sha256}`,
      ...(model.recordedAtFirstUse.length > 0
        ? [
            `  first use: the SHA-256 of ${model.recordedAtFirstUse.join(', ')} was recorded, since the catalogue ` +
              'has none; from now on a change is refused',
          ]
        : []),
    ].join('\n'),
  );
}
