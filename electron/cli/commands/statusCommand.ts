import { Command } from 'commander';
import { statusOf } from '../../engine/engine.ts';

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
        // a reason may come from another person's project, and a terminal obeys control characters
        const why = reason && state !== 'done' ? `: ${reason.replace(/\p{Cc}/gu, ' ')}` : '';
        process.stdout.write(`Run ${id}: ${state}, ${seconds.toFixed(0)} s${why}\n`);
      }
      for (const { key, items, total, done, seconds } of status.steps) {
        const how = done ? 'done' : `${items} of ${total}`;
        process.stdout.write(`  ${key}: ${how}, ${seconds.toFixed(1)} s\n`);
      }
    });
}
