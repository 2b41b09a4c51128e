/**
 * JSON.parse with the text of each value, and values that are written as they were read. Node has
 * both; TypeScript's library of ES2024 does not name them.
 */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
}
const sourceJson = JSON as unknown as SourceJson;

/**
 * Parses JSON that will be written again: a number with a point is written with it. JavaScript would
 * make `2.0` a `2`, which transformers 5 refuses where ModernBERT's config.json has a float.
 */
export function numbersAsWritten(json: string): unknown {
  return sourceJson.parse(json, (_, value, { source = '' }) =>
    typeof value === 'number' && source.includes('.') ? sourceJson.rawJSON(source) : value,
  );
}
