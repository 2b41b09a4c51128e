import { Command } from 'commander';
import { predictFile, readingNotes } from '../../engine/engine.ts';

/** `stillroom predict STUDENT_DIR FILE`: a label for each line of a text file or row of a table. */
export function predictCommand(): Command {
  return new Command('predict')
    .description(
      'label texts, or answer questions, with an exported student; one JSON object a line',
    )
    .argument('<student>', "a student's folder: config.json, model.safetensors, tokenizer.json")
    .argument(
      '<file>',
      'a text file with a text on each line, a table with a text column, or a document',
    )
    .option('--text <column>', 'column of the text; of pairs, of the second; of questions', 'text')
    .option(
      '--context <column>',
      'of pairs, column of the first text; of questions, of the text to answer from',
    )
    .action(async (student: string, file: string, columns: { text: string; context?: string }) => {
      for (const note of readingNotes(file)) process.stderr.write(`${note}\n`);
      for (const prediction of await predictFile(student, file, columns)) {
        process.stdout.write(`${JSON.stringify(prediction)}\n`);
      }
    });
}
