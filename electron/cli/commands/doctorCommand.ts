import { Command } from 'commander';
import { diagnose, diagnosisText, openAppState, openModelStore } from '../../engine/engine.ts';

/** Something necessary is missing, which the user can fix. */
const MISSING = 2;

/** `stillroom doctor`: describes this installation and this machine, and lists what is missing. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show versions, the machine, folders and what is missing; fetches nothing')
    .option('--json', 'print as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const diagnosis = await diagnose(openAppState(), openModelStore());
      const text = json ? JSON.stringify(diagnosis) : diagnosisText(diagnosis);
      process.stdout.write(`${text}\n`);
      if (diagnosis.findings.some(({ isNecessary }) => isNecessary)) process.exitCode = MISSING;
    });
}
