import { z } from 'zod';
import type { Outgoing } from './outgoing.ts';

/** A teacher on other machines, as a page sees it. No key is in it, nor a way to read one. */
export interface EndpointPool {
  readonly name: string;
  /** Tokens that a prompt and its answer may have. */
  readonly contextSize: number;
  /** Whether recipes ask in the model's chat. */
  readonly chat: boolean;
  readonly endpoints: readonly {
    readonly url: string;
    readonly model: string;
    readonly keyVariable: string | null;
    /** Whether its key is in the keychain. */
    readonly isKeyKept: boolean;
  }[];
  readonly outgoing: Outgoing;
}

/** Whether a server can do something; null if its answers do not tell. */
export interface EndpointFinding {
  readonly what: string;
  readonly found: boolean | null;
}

/** What the check of a server found, or failed at. */
export type EndpointCheck =
  | {
      readonly url: string;
      readonly server: string | null;
      readonly model: string;
      readonly contextSize: number | null;
      readonly findings: readonly EndpointFinding[];
    }
  | { readonly url: string; readonly fault: string };

const text = z.string().trim().max(2000);

/** What a user says of a server to add. The engine checks the values, to refuse them in a sentence. */
export const newEndpointSchema = z.strictObject({
  name: text,
  url: text,
  model: text,
  keyVariable: text.optional(),
  contextSize: z.number().optional(),
  chat: z.boolean().optional(),
});
export type EndpointForm = z.input<typeof newEndpointSchema>;

/** With a key for the keychain, which goes to the engine once and never comes back. */
export const addedEndpointSchema = newEndpointSchema.extend({
  key: z.string().trim().min(1).max(4000).optional(),
});

/** Whether a key can be kept in the keychain. */
export interface KeychainState {
  readonly canKeep: boolean;
  /** Why not, in the desktop app; null in a browser, where no page can. */
  readonly why: string | null;
}

export const poolNameSchema = z.strictObject({ name: text });
/** Without an address, all servers of the name. */
export const endpointChoiceSchema = poolNameSchema.extend({ url: text.optional() });
