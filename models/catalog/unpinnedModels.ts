import type { CatalogueEntry } from './catalogue.ts';
import { ONNX_FILE } from './requireOnnx.ts';

/**
 * Published models of which only the repository and the files' names are known, and no hash: the
 * first use records it. None had been fetched when it was listed; the sizes are approximate.
 *
 * What is published as pytorch_model.bin only is not listed, because nothing is unpickled here:
 * facebook/contriever, microsoft/deberta-v3-small and deberta-v3-base.
 */
export const unpinnedModels: readonly CatalogueEntry[] = [
  encoder({
    name: 'all-minilm-l12-v2',
    repository: 'sentence-transformers/all-MiniLM-L12-v2',
    licence: 'Apache-2.0',
    aboutBytes: 1.33e8,
    roles: ['encoder', 'student'],
    pooling: 'mean',
  }),
  encoder({
    name: 'bert-base-uncased',
    repository: 'google-bert/bert-base-uncased',
    licence: 'Apache-2.0',
    aboutBytes: 4.4e8,
    roles: ['student'],
  }),
  encoder({
    name: 'modernbert-base',
    repository: 'answerdotai/ModernBERT-base',
    licence: 'Apache-2.0',
    aboutBytes: 6e8,
    roles: ['student'],
  }),
  // BGE and Granite embed a text by its first token, and the encoder here takes the mean
  encoder({
    name: 'bge-small-en-v1.5',
    repository: 'BAAI/bge-small-en-v1.5',
    licence: 'MIT',
    aboutBytes: 1.33e8,
    roles: ['student'],
  }),
  encoder({
    name: 'granite-embedding-small-english-r2',
    repository: 'ibm-granite/granite-embedding-small-english-r2',
    licence: 'Apache-2.0',
    aboutBytes: 9.5e7,
    roles: ['student'],
  }),
  // E5 embeds a text behind 'query: ' or 'passage: ', which the encoder here does not write
  encoder({
    name: 'e5-small-v2',
    repository: 'intfloat/e5-small-v2',
    licence: 'MIT',
    aboutBytes: 1.33e8,
    roles: ['student'],
    pooling: 'mean',
  }),
  teacher({
    name: 'qwen3-1.7b',
    repository: 'ggml-org/Qwen3-1.7B-GGUF',
    file: 'Qwen3-1.7B-Q4_K_M.gguf',
    licence: 'Apache-2.0',
    aboutBytes: 1.28e9,
  }),
  teacher({
    name: 'qwen3-4b',
    repository: 'Qwen/Qwen3-4B-GGUF',
    file: 'Qwen3-4B-Q4_K_M.gguf',
    licence: 'Apache-2.0',
    aboutBytes: 2.5e9,
  }),
  teacher({
    name: 'qwen3-8b',
    repository: 'Qwen/Qwen3-8B-GGUF',
    file: 'Qwen3-8B-Q4_K_M.gguf',
    licence: 'Apache-2.0',
    aboutBytes: 5.03e9,
  }),
  teacher({
    name: 'qwen3-14b',
    repository: 'Qwen/Qwen3-14B-GGUF',
    file: 'Qwen3-14B-Q4_K_M.gguf',
    licence: 'Apache-2.0',
    aboutBytes: 9e9,
  }),
  teacher({
    name: 'gemma-3-1b-it',
    repository: 'ggml-org/gemma-3-1b-it-GGUF',
    file: 'gemma-3-1b-it-Q4_K_M.gguf',
    licence: 'Gemma Terms of Use',
    aboutBytes: 8.1e8,
  }),
  teacher({
    name: 'gemma-3-4b-it',
    repository: 'ggml-org/gemma-3-4b-it-GGUF',
    file: 'gemma-3-4b-it-Q4_K_M.gguf',
    licence: 'Gemma Terms of Use',
    aboutBytes: 2.49e9,
  }),
  teacher({
    name: 'gemma-3-12b-it',
    repository: 'ggml-org/gemma-3-12b-it-GGUF',
    file: 'gemma-3-12b-it-Q4_K_M.gguf',
    licence: 'Gemma Terms of Use',
    aboutBytes: 7.3e9,
  }),
  teacher({
    name: 'llama-3.2-3b-instruct',
    repository: 'bartowski/Llama-3.2-3B-Instruct-GGUF',
    file: 'Llama-3.2-3B-Instruct-Q4_K_M.gguf',
    licence: 'Llama 3.2 Community License',
    aboutBytes: 2.02e9,
  }),
  teacher({
    name: 'llama-3.1-8b-instruct',
    repository: 'bartowski/Meta-Llama-3.1-8B-Instruct-GGUF',
    file: 'Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf',
    licence: 'Llama 3.1 Community License',
    aboutBytes: 4.92e9,
  }),
  // both are the eight-bit graphs, a quarter of the size of the others
  tagger({
    name: 'bert-base-ner',
    repository: 'Xenova/bert-base-NER',
    // the licence of dslim/bert-base-NER, of which it is the ONNX form
    licence: 'MIT',
    aboutBytes: 1.1e8,
  }),
  tagger({
    name: 'distilbert-multilingual-ner',
    repository: 'Xenova/distilbert-base-multilingual-cased-ner-hrl',
    // the licence of Davlan/distilbert-base-multilingual-cased-ner-hrl, of which it is the ONNX form
    licence: 'AFL-3.0',
    aboutBytes: 1.4e8,
  }),
];

interface Unpinned {
  readonly name: string;
  readonly repository: string;
  readonly licence: string;
  readonly aboutBytes: number;
}

function encoder({
  aboutBytes,
  repository,
  ...entry
}: Unpinned & Pick<CatalogueEntry, 'roles' | 'pooling'>): CatalogueEntry {
  return {
    ...entry,
    files: [
      { name: 'model.safetensors', kind: 'safetensors', aboutBytes },
      { name: 'config.json', kind: 'json' },
      { name: 'tokenizer.json', kind: 'json' },
      { name: 'tokenizer_config.json', kind: 'json' },
    ],
    sources: [{ kind: 'huggingface', repository }],
  };
}

function teacher({
  aboutBytes,
  repository,
  file,
  ...entry
}: Unpinned & { readonly file: string }): CatalogueEntry {
  return {
    ...entry,
    roles: ['teacher'],
    files: [{ name: file, kind: 'gguf', aboutBytes }],
    sources: [{ kind: 'huggingface', repository }],
  };
}

function tagger({ aboutBytes, repository, ...entry }: Unpinned): CatalogueEntry {
  return {
    ...entry,
    roles: ['tagger'],
    files: [
      { name: ONNX_FILE, kind: 'onnx', aboutBytes },
      { name: 'config.json', kind: 'json' },
      { name: 'tokenizer.json', kind: 'json' },
    ],
    sources: [
      { kind: 'huggingface', repository, paths: { [ONNX_FILE]: 'onnx/model_quantized.onnx' } },
    ],
  };
}
