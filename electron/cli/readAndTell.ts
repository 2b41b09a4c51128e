import { type Experiment, readExperiment, readingNotes } from '../engine/engine.ts';

/** Reads an experiment, and says on standard error which defaults it uses and how its files are read. */
export function readAndTell(file: string): Experiment {
  const { experiment, defaults } = readExperiment(file);
  if (defaults.length > 0) {
    process.stderr.write('Settings left to their defaults, and who chose them:\n');
    for (const { field, value, source } of defaults) {
      process.stderr.write(`  ${field}: ${JSON.stringify(value)} (${source})\n`);
    }
  }
  const { gold, corpus } = experiment;
  for (const part of [...Object.values(gold), ...corpus]) {
    for (const note of readingNotes(part.file, part)) process.stderr.write(`${note}\n`);
  }
  return experiment;
}
