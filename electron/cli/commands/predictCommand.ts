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
    .option('--delimiter <character>', 'what separates the fields of a CSV, if it is found wrong')
    .option('--encoding <name>', 'such as windows-1252, if it is found wrong')
    .option('--no-header', 'the first row is a row; columns are called 0, 1, 2')
    .action(async (student: string, file: string, options: PredictOptions) => {
      const { header, delimiter, encoding, ...columns } = options;
      const reading = {
        ...(delimiter === undefined ? {} : { delimiter: delimiter === '\\t' ? '\t' : delimiter }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(header ? {} : { header: 'none' as const }),
      };
      for (const note of readingNotes(file, reading)) process.stderr.write(`${note}\n`);
      // whoever reads the output may have seen enough (`| head -1`)
      const closed = new AbortController();
      process.stdout.once('error', () => closed.abort());
      const { signal } = closed;
      const onRow = (row: object) => void process.stdout.write(`${JSON.stringify(row)}\n`);
      try {
        await predictFile(student, file, columns, { reading, signal, onRow });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
}

interface PredictOptions {
  readonly text: string;
  readonly context?: string;
  readonly delimiter?: string;
  readonly encoding?: string;
  readonly header: boolean;
}
