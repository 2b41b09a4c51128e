import { Command } from 'commander';
import { statusOf } from '../../engine/engine.ts';
import { plainText } from '../plainText.ts';

/** `stillroom status PROJECT`: lists its runs, and the steps of the last one. */
export function statusCommand(): Command {
  return new Command('status')
    .description("show a project's runs and the steps of the last one")
    .argument('<project>', 'a folder that ends in .stillroom')
    .option('--json', 'print as JSON')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const status = await statusOf(folder);
      if (json) {
        process.stdout.write(`${JSON.stringify(status)}\n`);
        return;
      }
      for (const { id, state, reason, seconds } of status.runs) {
        const why = reason && state !== 'done' ? `: ${reason.replaceAll('\n', ' ')}` : '';
        process.stdout.write(plainText(`Run ${id}: ${state}, ${seconds.toFixed(0)} s${why}\n`));
      }
      for (const { key, items, total, done, seconds } of status.steps) {
        const how = done ? 'done' : `${items} of ${total}`;
        process.stdout.write(plainText(`  ${key}: ${how}, ${seconds.toFixed(1)} s\n`));
      }
    });
}
