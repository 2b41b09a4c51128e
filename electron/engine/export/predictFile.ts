import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { readRows, readUtf8, textOf } from '../import/readRows.ts';
import { probabilities } from '../measures/probabilities.ts';
import { borrowStudent } from '../steps/borrow.ts';

export interface Prediction {
  readonly text: string;
  readonly label: string;
  /** The softmax of the logits at the label. */
  readonly confidence: number;
  readonly logits: readonly number[];
}

/**
 * Labels the texts of a file with a student.
 * @param student an exported student's folder, or one in a project
 * @throws BadInput where folder, file or column is not there
 */
export async function predictFile(
  student: string,
  file: string,
  column: string,
): Promise<Prediction[]> {
  if (!existsSync(path.join(student, 'config.json'))) {
    throw new BadInput(
      `${student} has no config.json: it is not a student's folder. \`stillroom export\` makes one.`,
    );
  }
  return predictTexts(student, readTexts(file, column));
}

/** Labels texts with a student, in a process of its own. */
export async function predictTexts(
  student: string,
  texts: readonly string[],
): Promise<Prediction[]> {
  const folder = path.resolve(student);
  const { labels, logits } = await borrowStudent((host) => host.call('predict', folder, texts));
  return logits.map((row, at) => {
    const shares = probabilities(row);
    const confidence = Math.max(...shares);
    const label = labels[shares.indexOf(confidence)]!;
    return { text: texts[at]!, label, confidence, logits: row };
  });
}

function readTexts(file: string, column: string): string[] {
  if (['.jsonl', '.csv'].includes(path.extname(file).toLowerCase())) {
    return readRows(file, [column]).map(({ fields }) => textOf(fields[column]));
  }
  const texts = readUtf8(file)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (texts.length === 0) throw new BadInput(`${file} holds no text.`);
  return texts;
}
