import { type Encoder, type EncoderSettings, openEncoder } from '../../models/encoder/encoder.ts';
import {
  ensurePassageIndex,
  type IndexFacts,
  type Ranking,
  searchPassages,
} from '../../models/encoder/passageIndex.ts';
import type { ModelFiles } from '../../models/student/student.ts';
import {
  type FoundName,
  type NameTagger,
  openNameTagger,
  type TaggerFiles,
} from '../../models/tagger/nameTagger.ts';
import { serveHost } from './serveHost.ts';

let encoder: Encoder | undefined;
let tagger: NameTagger | undefined;
let threads = 1;

const functions = {
  /** Answers if the native libraries could be loaded, which happens before any call. */
  load: () => {},
  async open(files: ModelFiles, settings: EncoderSettings): Promise<void> {
    encoder = await openEncoder(files, settings);
    threads = settings.threads;
  },
  /** float32[texts * dimension], each of length 1. */
  async embed(texts: readonly string[]): Promise<Float32Array> {
    if (!encoder) throw new Error('the encoder was not opened');
    return encoder.embed(texts);
  },
  /** The beginning of each text, of at most `limit` of the encoder's tokens. */
  cutTexts(texts: readonly string[], limit: number): { text: string; tokens: number }[] {
    if (!encoder) throw new Error('the encoder was not opened');
    return encoder.cutTexts(texts, limit);
  },
  async openTagger(files: TaggerFiles, settings: { readonly threads: number }): Promise<void> {
    tagger = await openNameTagger(files, settings);
  },
  /** The names of each text. */
  async tag(texts: readonly string[]): Promise<FoundName[][]> {
    if (!tagger) throw new Error('the tagger was not opened');
    return tagger.tag(texts);
  },
  ensureIndex: (file: string, vectors: Float32Array, facts: IndexFacts) =>
    ensurePassageIndex(file, vectors, facts),
  search: (
    file: string,
    vectors: Float32Array,
    queries: Float32Array,
    options: { facts: IndexFacts; depth: number },
  ): Promise<Ranking> => searchPassages(file, vectors, queries, { ...options, threads }),
};

/** The functions of the retriever's process that the engine can call. */
export type RetrievalHost = typeof functions;

serveHost(functions);
