import { z } from 'zod';

/** The most that a page sends at once: each message is held in memory several times over. */
export const PIECE_BYTES = 2 ** 20;

/** The largest file that a page may send. */
export const MOST_FILE_BYTES = 500e6;

/** A file whose pieces were sent, by the id that the page gave it. */
export const sentFileSchema = z.strictObject({ upload: z.uuid(), name: z.string() });
export type SentFile = z.output<typeof sentFileSchema>;
