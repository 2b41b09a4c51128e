import { z } from 'zod';
import { type ExportedRow, reviewFields } from '../export/exportedRow.ts';
import type { OutsideDecision, OutsideFile } from './outsideDecision.ts';

/**
 * Tasks as Label Studio imports them (labelstud.io/guide/task_format): accepted rows come
 * annotated, the others with a prediction to confirm or correct.
 *
 * docs/export.md has the labelling interface that these tasks need.
 */
export function writeLabelStudio(rows: readonly ExportedRow[]): string {
  const tasks = rows.map((row) => {
    const { context, text, label, origin, state } = row;
    const result = [choice('label', label)];
    return {
      data: {
        ...(context === undefined ? {} : { context }),
        text,
        origin,
        label,
        ...reviewFields(row),
      },
      ...(state === 'accepted'
        ? { annotations: [{ result }] }
        : { predictions: [{ model_version: 'stillroom', result }] }),
    };
  });
  return JSON.stringify(tasks, null, 1);
}

function choice(from: string, value: string) {
  return { from_name: from, to_name: 'text', type: 'choices', value: { choices: [value] } };
}

const person = z.object({
  id: z.number().optional(),
  email: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
});

const taskSchema = z.object({
  data: z.object({
    origin: z.string().default(''),
    // tasks of other projects have what they like there
    text: z.string().default('').catch(''),
    label: z.string().optional().catch(undefined),
    state: z.string().optional().catch(undefined),
  }),
  annotations: z
    .array(
      z.object({
        completed_by: z.union([z.number(), z.string(), person]).nullish(),
        was_cancelled: z.boolean().nullish(),
        created_at: z.string().nullish(),
        updated_at: z.string().nullish(),
        result: z.array(
          z.object({
            from_name: z.string().default(''),
            value: z
              .object({
                choices: z.array(z.string()).optional(),
                text: z.union([z.string(), z.array(z.string())]).optional(),
              })
              .default({}),
          }),
        ),
      }),
    )
    .default([]),
});

/** Reads the tasks of a 'JSON' export of Label Studio. */
export const labelStudioSchema = z.array(taskSchema);

/**
 * The decisions that people made in Label Studio; an annotation that was exported from here and
 * came back unchanged is not a decision.
 */
export function readLabelStudio(tasks: z.output<typeof labelStudioSchema>): OutsideFile {
  const undecided: string[] = [];
  const decisions = tasks.flatMap(({ data, annotations }) =>
    annotations.flatMap((annotation): OutsideDecision[] => {
      const labels = choicesOf(annotation, 'label');
      if (labels.length > 1) {
        undecided.push(data.origin);
        return [];
      }
      const given = (name: string) =>
        annotation.result.find(({ from_name }) => from_name === name)?.value;
      const [label = null] = labels;
      const corrected = given('corrected')?.text;
      const written = (Array.isArray(corrected) ? corrected.join('\n') : corrected)?.trim();
      const text = written && written !== data.text.trim() ? written : null;
      const isRejected = choicesOf(annotation, 'decision').includes('reject');
      const isAsSent =
        data.state === 'accepted' && label === data.label && text === null && !isRejected;
      if (isAsSent && !annotation.was_cancelled) return [];
      const when = Date.parse(annotation.updated_at ?? annotation.created_at ?? '');
      return [
        {
          origin: data.origin,
          reviewer: personName(annotation.completed_by),
          at: Number.isNaN(when) ? null : when,
          verdict: annotation.was_cancelled ? 'skip' : isRejected ? 'reject' : 'keep',
          label,
          text,
        },
      ];
    }),
  );
  return {
    program: 'Label Studio',
    records: tasks.length,
    origins: tasks.map(({ data }) => data.origin),
    undecided,
    decisions: decisions.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)),
  };
}

type Annotation = z.output<typeof taskSchema>['annotations'][number];

/** What was chosen under a name, each choice once. */
function choicesOf({ result }: Annotation, name: string): string[] {
  const own = result.filter(({ from_name }) => from_name === name);
  return [...new Set(own.flatMap(({ value }) => value.choices ?? []))];
}

function personName(by: number | string | z.output<typeof person> | null | undefined) {
  if (by === null || by === undefined) return null;
  if (typeof by === 'number') return `Label Studio user ${by}`;
  if (typeof by === 'string') return by;
  const name = [by.first_name, by.last_name].filter(Boolean).join(' ');
  return name || by.email || (by.id === undefined ? null : `Label Studio user ${by.id}`);
}
