import { z } from 'zod';
import { type ExportedRow, reviewFields } from '../export/exportedRow.ts';
import type { OutsideDecision, OutsideFile } from './outsideDecision.ts';

/**
 * Records as Argilla 2 reads them with `dataset.records.from_json`. The row's label and text are
 * suggestions that people submit or correct, because a response would need the id of an Argilla
 * user.
 *
 * docs/export.md has the dataset settings that these records need.
 */
export function writeArgilla(rows: readonly ExportedRow[]): string {
  const suggestion = (value: string) => ({ value, score: null, agent: 'stillroom' });
  const records = rows.map((row) => {
    const { context, text, label, origin } = row;
    return {
      id: origin,
      fields: { ...(context === undefined ? {} : { context }), text },
      // its metadata are texts and numbers
      metadata: { label, ...reviewFields(row), edited: String(row.edited) },
      suggestions: { label: suggestion(label), corrected: suggestion(text) },
      responses: {},
      vectors: {},
    };
  });
  return JSON.stringify(records, null, 1);
}

const responses = z
  .array(
    z.object({
      value: z.unknown(),
      user_id: z.string().nullish(),
      /** Currently absent from the output of `to_json`. */
      status: z.enum(['draft', 'submitted', 'discarded']).nullish(),
    }),
  )
  .default([]);

const recordSchema = z.object({
  id: z.string(),
  fields: z.object({ text: z.string() }),
  responses: z.object({ label: responses, decision: responses, corrected: responses }).prefault({}),
});

/** Reads the records that `dataset.records.to_json` writes. */
export const argillaSchema = z.array(recordSchema);

/** The decisions that people made in Argilla, where each person has an id but no name. */
export function readArgilla(records: z.output<typeof argillaSchema>): OutsideFile {
  const undecided: string[] = [];
  const decisions = records.flatMap(({ id, fields, responses: given }) => {
    const all = [...given.label, ...given.decision, ...given.corrected];
    const people = [...new Set(all.map(({ user_id }) => user_id ?? null))];
    return people.flatMap((user): OutsideDecision[] => {
      const own = (name: keyof typeof given) =>
        given[name].find((response) => (response.user_id ?? null) === user);
      const status = all.find((response) => (response.user_id ?? null) === user)?.status;
      if (status === 'draft') return [];
      const labels = [own('label')?.value ?? []].flat();
      if (labels.length > 1) {
        undecided.push(id);
        return [];
      }
      const text = textOf(own('corrected')?.value)?.trim();
      const isRejected = status === 'discarded' || own('decision')?.value === 'reject';
      return [
        {
          origin: id,
          reviewer: user === null || user === 'None' ? null : `Argilla user ${user.slice(0, 8)}`,
          at: null,
          verdict: isRejected ? 'reject' : 'keep',
          label: textOf(labels[0]) ?? null,
          text: text && text !== fields.text.trim() ? text : null,
        },
      ];
    });
  });
  return {
    program: 'Argilla',
    records: records.length,
    origins: records.map(({ id }) => id),
    undecided,
    decisions,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
