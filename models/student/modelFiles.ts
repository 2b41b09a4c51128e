/**
 * The paths of the three files of a Hugging Face model; for sharded weights, that of their index.
 */
export interface ModelFiles {
  readonly 'config.json': string;
  readonly 'model.safetensors': string;
  readonly 'tokenizer.json': string;
}
