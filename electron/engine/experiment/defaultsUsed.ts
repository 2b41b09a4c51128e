import { z } from 'zod';
import { experimentSchema } from '../../contract/experiment.ts';

export interface UsedDefault {
  readonly field: string;
  readonly value: unknown;
  /** The paper's section, its repository, or 'ours'. */
  readonly source: string;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly source?: string;
}

/** The settings that an experiment leaves to their defaults, each with its source. */
export function defaultsUsed(written: unknown): UsedDefault[] {
  const schema = z.toJSONSchema(experimentSchema, { io: 'input' }) as JsonSchema;
  return walk(schema, written, '');
}

function walk(schema: JsonSchema, written: unknown, at: string): UsedDefault[] {
  if (Array.isArray(written)) {
    return written.flatMap((item, index) => walk(schema.items ?? {}, item, `${at}[${index}]`));
  }
  const { properties } = branchFor(schema, written);
  const values = (written ?? {}) as Record<string, unknown>;
  return Object.entries(properties ?? {}).flatMap(([key, inner]) => {
    const field = at === '' ? key : `${at}.${key}`;
    if (values[key] === undefined && inner.source !== undefined && inner.default !== undefined) {
      return [{ field, value: inner.default, source: inner.source }];
    }
    return values[key] === undefined ? [] : walk(inner, values[key], field);
  });
}

/** Of several forms (a recipe's kinds), the one that the written value has. */
function branchFor(schema: JsonSchema, written: unknown): JsonSchema {
  const forms = schema.oneOf ?? schema.anyOf;
  if (!forms) return schema;
  const { kind } = (written ?? {}) as { kind?: unknown };
  return forms.find((form) => form.properties?.kind?.const === kind) ?? {};
}
