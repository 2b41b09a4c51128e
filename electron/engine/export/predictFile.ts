import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { MOST_CONFIG_BYTES, requirePlainFile } from '../../../models/catalog/requirePlainFile.ts';
import { answersQuestions } from '../../../models/student/answersQuestions.ts';
import type { TextInput } from '../../../models/student/student.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { plainText, readRows } from '../import/readRows.ts';
import { readTexts } from '../import/readTexts.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import { studentInput } from '../steps/labelledRow.ts';
import { ANSWER_DECODING } from '../training/answerHead.ts';
import { type Prediction, predictTexts } from '../use/predictTexts.ts';

/**
 * Labels the texts of a file with a student, or answers its questions.
 * @param student an exported student's folder, or one in a project
 * @param columns the columns of the texts, of the pairs for a student of pairs, or of the questions
 *   and their contexts
 * @param reading how the file is read, where that is not found right
 * @param onRow called with each prediction or answer as it is there, once all of the file was read
 * @throws HostLost at once when the signal aborts
 * @throws BadInput if the folder, file or column does not exist or may not be read
 */
export async function predictFile(
  student: string,
  file: string,
  columns: AskedColumns,
  {
    reading = {},
    signal,
    onRow = () => {},
  }: {
    readonly reading?: FileReading;
    readonly signal?: AbortSignal;
    readonly onRow?: (row: Prediction | AnsweredText) => void;
  } = {},
): Promise<Prediction[] | AnsweredText[]> {
  requirePlainFile(path.join(student, 'config.json'), {
    mostBytes: MOST_CONFIG_BYTES,
    missing: `${student} has no config.json: it is not a student's folder. \`stillroom export\` makes one.`,
  });
  if (await answersQuestions(student)) {
    const answers = await answerFile(student, file, columns, reading);
    for (const answer of answers) onRow(answer);
    return answers;
  }
  return predictTexts(student, inputsOf(file, columns, reading), {
    ...(signal ? { signal } : {}),
    onPredicted: (predictions) => predictions.forEach(onRow),
  });
}

interface AskedColumns {
  readonly text: string;
  readonly context?: string | undefined;
}

/** A question with the answer that a student predicts. */
export interface AnsweredText {
  readonly context: string;
  readonly question: string;
  /** The answer's text, exactly as in the context. */
  readonly answer: string;
  /** The offset of its start in the context, in Unicode characters. */
  readonly answerStart: number;
  /** Relative to the student's other candidates, from 0 to 1. */
  readonly confidence: number;
}

async function answerFile(
  student: string,
  file: string,
  { text, context }: AskedColumns,
  reading: FileReading,
): Promise<AnsweredText[]> {
  if (context === undefined) {
    throw new BadInput(
      `${student} answers questions: name the column of the texts to answer from with --context, and ` +
        'that of the questions with --text.',
    );
  }
  const questions = readRows(file, [context, text], reading).map(({ line, fields }) => {
    const where = `${file}, line ${line}`;
    return {
      context: plainText(fields[context], context, where),
      question: plainText(fields[text], text, where),
    };
  });
  const { total: threads } = threadBudget();
  const answers = await borrowStudent(
    (host) => host.call('answer', path.resolve(student), questions, ANSWER_DECODING),
    { threads },
  );
  return answers.map(({ text: answer, span, probability }, i) => {
    const question = questions[i]!;
    const answerStart = [...question.context.slice(0, span?.[0] ?? 0)].length;
    return { ...question, answer, answerStart, confidence: probability };
  });
}

function inputsOf(
  file: string,
  { text, context }: AskedColumns,
  reading: FileReading,
): readonly TextInput[] {
  if (context === undefined) return readTexts(file, text, reading).map((row) => row.text);
  return readRows(file, [context, text], reading).map(({ line, fields }) => {
    const where = `${file}, line ${line}`;
    return studentInput({
      context: plainText(fields[context], context, where),
      text: plainText(fields[text], text, where),
    });
  });
}
