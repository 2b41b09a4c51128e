import { z } from 'zod';

/** What came from a document and can be kept when it is deleted. */
export const keepable = ['rows', 'students', 'exports'] as const;
export const keepSchema = z.array(z.enum(keepable));
export type Keep = z.output<typeof keepSchema>;

/** What a project holds of a document. */
export interface DocumentTraces {
  /** The place that it was read from: `reports.jsonl:17`. */
  readonly source: string;
  /** The start of its text. */
  readonly start: string;
  readonly passages: number;
  readonly rows: number;
  /** Decisions of people on those rows. */
  readonly reviews: number;
  /** Labels that people gave it, and gold examples with its text. */
  readonly labels: number;
  readonly gold: number;
  /** The students' folders in the project. */
  readonly students: readonly string[];
  readonly exports: readonly string[];
  /** Backups of the project, which hold all of it; they are always deleted. */
  readonly backups: readonly string[];
  /** The user's own files that have it, which are never changed: documents, and gold. */
  readonly yours: readonly string[];
  readonly yourGold: readonly string[];
}

/** What is always deleted with a document, a line each. */
export function alwaysDeleted(traces: DocumentTraces): string[] {
  const { passages, labels, gold, backups } = traces;
  const lines = [
    'the document, in every file of the project that has it',
    passages > 0 && `${counted(passages, 'passage')}, with vectors and the index`,
    labels > 0 && `${counted(labels, 'text')} in Label, with what people answered`,
    gold > 0 && `the text of ${counted(gold, 'gold example')}`,
    backups.length > 0 && `${counted(backups.length, 'backup')} of the project`,
  ];
  return lines.filter((line) => line !== false);
}

/** What is deleted unless it is to be kept, where there is any. */
export function keptOnRequest(traces: DocumentTraces): [Keep[number], string][] {
  const { rows, reviews, students, exports } = traces;
  const lines: [Keep[number], string | false][] = [
    [
      'rows',
      rows > 0 && `${counted(rows, 'row')} written from it, with ${counted(reviews, 'review')}`,
    ],
    [
      'students',
      students.length > 0 && `${counted(students.length, 'student')} that may have learned from it`,
    ],
    [
      'exports',
      exports.length > 0 && `${counted(exports.length, 'export')} in the project's folder`,
    ],
  ];
  return lines.filter((line): line is [Keep[number], string] => line[1] !== false);
}

/** What a person has to see to, a line each. */
export function leftToYou({ yours, yourGold }: DocumentTraces): string[] {
  return [
    ...yourGold.map(
      (file) => `${file} still has it as gold. Take it out there, or the next run reads it again.`,
    ),
    ...yours.map((file) => `${file} still has it. The project does not read it from there again.`),
    'What was exported to other folders, and copies of the project, are not found from here.',
  ];
}

const counted = (n: number, what: string) =>
  `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
