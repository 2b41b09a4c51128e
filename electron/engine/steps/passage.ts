/**
 * The unit that is embedded, retrieved and shown to the teacher: a document's start, or a part of
 * it.
 */
export interface Passage {
  /** `passage:overviews.jsonl:17`, with `:2` for a document's third part. */
  readonly name: string;
  readonly text: string;
  /** In the teacher's tokens. */
  readonly tokens: number;
}
