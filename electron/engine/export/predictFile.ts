import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { type Prediction, predictTexts } from '../use/predictTexts.ts';
import { readTexts } from '../use/readTexts.ts';

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
  return predictTexts(
    student,
    readTexts(file, column).map(({ text }) => text),
  );
}
