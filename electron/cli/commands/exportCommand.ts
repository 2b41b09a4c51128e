import { Command } from 'commander';
import { exportProject } from '../../engine/engine.ts';

/** `stillroom export PROJECT --to DIR`: each recipe's dataset and student. */
export function exportCommand(): Command {
  return new Command('export')
    .description("export the last finished run's datasets (JSONL) and students (ONNX)")
    .argument('<project>', 'a folder that ends in .stillroom')
    .requiredOption('--to <folder>', 'where to write')
    .option('--json', 'print what was written as JSON')
    .action(async (folder: string, { to, json }: { to: string; json?: boolean }) => {
      const written = await exportProject(folder, to);
      if (json) process.stdout.write(`${JSON.stringify(written)}\n`);
      else for (const { what, path } of written) process.stdout.write(`${what}: ${path}\n`);
    });
}
