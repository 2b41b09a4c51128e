import { z } from 'zod';
import { exportKinds } from './exportFormats.ts';

/** What is to be exported, and where to. */
export const exportRequestSchema = z.strictObject({
  what: z.enum(exportKinds),
  only: z.enum(['accepted', 'notRejected']),
  /** Whether rows name their reviewers; otherwise they number them. */
  reviewerNames: z.boolean().optional(),
  /** The name of the file or folder, without the format's ending. */
  name: z.string().trim().min(1).optional(),
  /** A whole path; by default the project's `exports`. */
  folder: z.string().trim().min(1).optional(),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;
