import { Command } from 'commander';
import {
  diagnose,
  diagnosisText,
  openAppState,
  openModelStore,
  projectDamage,
} from '../../engine/engine.ts';

/** Something necessary is missing or damaged, which the user can fix. */
const MISSING = 2;

/**
 * `stillroom doctor`: describes this installation and this machine, and lists what is missing.
 * `stillroom doctor PROJECT`: reads all of a project's database, and lists what is damaged.
 */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show versions, the machine, folders and what is missing; fetches nothing')
    .argument('[project]', 'a folder that ends in .stillroom, to be read for damage')
    .option('--json', 'print as JSON')
    .action(async (project: string | undefined, { json }: { json?: boolean }) => {
      if (project !== undefined) {
        const damage = projectDamage(project);
        const text = json
          ? JSON.stringify({ damage })
          : damage.join('\n') || `${project} is whole.`;
        process.stdout.write(`${text}\n`);
        if (damage.length > 0) process.exitCode = MISSING;
        return;
      }
      const diagnosis = await diagnose(openAppState(), openModelStore());
      const text = json ? JSON.stringify(diagnosis) : diagnosisText(diagnosis);
      process.stdout.write(`${text}\n`);
      if (diagnosis.findings.some(({ isNecessary }) => isNecessary)) process.exitCode = MISSING;
    });
}
