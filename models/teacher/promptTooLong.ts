/** Prompt and output do not fit in the model's context. */
export class PromptTooLong extends Error {
  override readonly name = 'PromptTooLong';
}
