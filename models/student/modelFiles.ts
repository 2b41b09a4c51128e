/** The three files of a Hugging Face model, by path; for weights in several files that of their index. */
export interface ModelFiles {
  readonly 'config.json': string;
  readonly 'model.safetensors': string;
  readonly 'tokenizer.json': string;
}
