import type { Endpoint } from './endpointRegistry.ts';

/** What an endpoint can do, as the probe found. */
export interface Capabilities {
  /** Its name and version, if it says either. */
  readonly server: string | null;
  /** The name under which it answers, and which each of its answers must have. */
  readonly model: string;
  /** It is `stillroom teacher serve`, which can do all that a teacher of this computer can. */
  readonly isStillroom: boolean;
  /** It continues texts (`/v1/completions`). */
  readonly completes: boolean;
  /** It answers in a chat (`/v1/chat/completions`). */
  readonly chats: boolean;
  /** It wrote something when the probe asked; a server whose model has failed may answer with nothing. */
  readonly writes: boolean;
  /** It takes values for what OpenAI's API does not have: top-k, min-p, repetition penalty. */
  readonly takesNeutral: boolean;
  /** The same seed gives the same text; null if the answers do not tell. */
  readonly seeds: boolean | null;
  /** It ends at stop strings; null if the answers do not tell. */
  readonly stops: boolean | null;
  readonly logprobs: boolean;
  /** It gives the log-probabilities of a prompt’s own tokens, by which labels are scored. */
  readonly echoes: boolean;
  /** It writes several outputs for a prompt. Stillroom asks for one row a request. */
  readonly several: boolean;
  /** Whose form of `/tokenize` it has. */
  readonly tokenizer: 'stillroom' | 'vllm' | 'llama-server' | null;
  /** Tokens of a prompt and its answer, if it says so. */
  readonly contextSize: number | null;
}

/** Whether an endpoint can say how likely it finds a label's words. */
export const canScore = ({ isStillroom, echoes }: Capabilities): boolean => isStillroom || echoes;

/** An endpoint that was probed. */
export interface ProbedEndpoint {
  readonly endpoint: Endpoint;
  readonly can: Capabilities;
}
