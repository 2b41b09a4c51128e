import { z } from 'zod';
import { experimentSchema } from '../../contract/experiment.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';

/** The experiment's schema as JSON Schema: the part of it that other code can inspect. */
export interface SettingsSchema {
  readonly properties?: Readonly<Record<string, SettingsSchema>>;
  readonly items?: SettingsSchema;
  readonly oneOf?: readonly SettingsSchema[];
  readonly anyOf?: readonly SettingsSchema[];
  readonly const?: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  /** For a record, the names that it may have. */
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly source?: string;
  /** The tasks and recipe variants that the setting applies to; all of them if it is missing. */
  readonly tasks?: readonly TaskKind[];
  readonly variants?: readonly string[];
  readonly description?: string;
}

export function settingsSchema(): SettingsSchema {
  return z.toJSONSchema(experimentSchema, { io: 'input' }) as SettingsSchema;
}

/** Picks the form (a recipe's kind) that matches the written value. */
export function branchFor(schema: SettingsSchema, written: unknown): SettingsSchema {
  const forms = schema.oneOf ?? schema.anyOf;
  if (!forms) return schema;
  const { kind } = (written ?? {}) as { kind?: unknown };
  return forms.find((form) => form.properties?.kind?.const === kind) ?? {};
}

/** The fields that are allowed at a path of a written experiment. */
export function fieldsAt(at: readonly PropertyKey[], written: unknown): string[] {
  let schema = branchFor(settingsSchema(), written);
  let value = written;
  for (const key of at) {
    value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
    const inner = typeof key === 'number' ? schema.items : schema.properties?.[String(key)];
    schema = branchFor(inner ?? {}, value);
  }
  return Object.keys(schema.properties ?? {}).concat(schema.propertyNames?.enum ?? []);
}
