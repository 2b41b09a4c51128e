import { Command } from 'commander';
import { reportOf } from '../../engine/engine.ts';
import { plainText } from '../plainText.ts';
import { printReport } from '../printReport.ts';
import { reportJson } from '../reportJson.ts';

/** `stillroom report PROJECT`: the last finished run's report. */
export function reportCommand(): Command {
  return new Command('report')
    .description("show the report of a project's last finished run")
    .argument('<project>', 'a folder that ends in .stillroom')
    .option('--json', 'print the report as JSON')
    .action(async (folder: string, { json }: { json?: boolean }) => {
      const report = await reportOf(folder);
      process.stdout.write(`${json ? reportJson(report) : plainText(printReport(report))}\n`);
    });
}
