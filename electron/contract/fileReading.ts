import { z } from 'zod';

/** How a file is read where the guess is wrong, in the words of pandas. */
export const fileReading = {
  delimiter: z
    .string()
    .length(1)
    .optional()
    .describe('what parts the fields of a CSV; without it, found: comma, semicolon, tab or |'),
  encoding: z
    .string()
    .min(1)
    .optional()
    .describe('for instance windows-1252; without it, found, and told if it is not UTF-8'),
  header: z
    .enum(['first', 'none'])
    .optional()
    .describe(
      'none: the first row of a table is a row, and columns are called 0, 1, 2; without it, first',
    ),
};

export const fileReadingSchema = z.strictObject(fileReading);

export type FileReading = z.output<typeof fileReadingSchema>;
