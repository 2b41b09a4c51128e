import { branchFor, type SettingsSchema, settingsSchema } from './settingsSchema.ts';

export interface UsedDefault {
  readonly field: string;
  readonly value: unknown;
  /** A section of the paper, its repository, or 'ours'. */
  readonly source: string;
  readonly meaning: string;
}

/** The settings that an experiment leaves at their defaults, each with its source. */
export function defaultsUsed(written: unknown): UsedDefault[] {
  return walk(settingsSchema(), written, '');
}

function walk(schema: SettingsSchema, written: unknown, at: string): UsedDefault[] {
  if (Array.isArray(written)) {
    return written.flatMap((item, index) => walk(schema.items ?? {}, item, `${at}[${index}]`));
  }
  const { properties } = branchFor(schema, written);
  const values = (written ?? {}) as Record<string, unknown>;
  return Object.entries(properties ?? {}).flatMap(([key, inner]) => {
    const field = at === '' ? key : `${at}.${key}`;
    if (values[key] === undefined && inner.source !== undefined && inner.default !== undefined) {
      const { default: value, source, description: meaning = '' } = inner;
      return [{ field, value, source, meaning }];
    }
    // a block that was left out still has defaults inside
    return walk(inner, values[key], field);
  });
}
