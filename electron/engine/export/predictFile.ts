import { existsSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { TextInput } from '../../../models/student/student.ts';
import { readRows, textOf } from '../import/readRows.ts';
import { studentInput } from '../steps/trainStudent.ts';
import { type Prediction, predictTexts } from '../use/predictTexts.ts';
import { readTexts } from '../use/readTexts.ts';

/**
 * Labels the texts of a file with a student.
 * @param student an exported student's folder, or one in a project
 * @param columns of the texts, or of pairs for a student of pairs
 * @throws BadInput where folder, file or column is not there
 */
export async function predictFile(
  student: string,
  file: string,
  columns: { readonly text: string; readonly context?: string | undefined },
): Promise<Prediction[]> {
  if (!existsSync(path.join(student, 'config.json'))) {
    throw new BadInput(
      `${student} has no config.json: it is not a student's folder. \`stillroom export\` makes one.`,
    );
  }
  return predictTexts(student, inputsOf(file, columns));
}

function inputsOf(
  file: string,
  { text, context }: Parameters<typeof predictFile>[2],
): readonly TextInput[] {
  if (context === undefined) return readTexts(file, text).map((row) => row.text);
  return readRows(file, [context, text]).map(({ fields }) =>
    studentInput({ context: textOf(fields[context]), text: textOf(fields[text]) }),
  );
}
