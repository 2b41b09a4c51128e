import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { writeWhole } from '../files/writeWhole.ts';

/** The system's keychain. It encrypts, and what is encrypted is kept here. */
export interface Keychain {
  /** Why no key can be kept; null if one can. */
  whyNone(): Promise<string | null>;
  /** @returns text @throws BadInput if the keychain refuses */
  encrypt(text: string): Promise<string>;
  /** @throws BadInput if the keychain refuses */
  decrypt(encrypted: string): Promise<string>;
}

const fileSchema = z.strictObject({
  format: z.literal(1),
  /** What the keychain encrypted, by a key's id. */
  keys: z.record(z.string(), z.string()),
});

let keychain: Keychain | undefined;
/** Keys that were decrypted in this process. */
const opened = new Map<string, string>();

/** Lets keys be kept: only the desktop app has a keychain. */
export function keepKeysIn(given: Keychain | undefined): void {
  keychain = given;
  opened.clear();
}

/**
 * The keys of endpoints that a user typed, encrypted by the system's keychain in `keys.json` in the data
 * folder. An endpoint names its key by an id.
 */
export const endpointKeys = {
  /** Whether keys can be kept here; if this is the desktop app and they cannot, why. */
  async state(): Promise<{ readonly canKeep: boolean; readonly why: string | null }> {
    if (!keychain) return { canKeep: false, why: null };
    const why = await keychain.whyNone();
    return { canKeep: why === null, why };
  },
  /** @returns the key's id @throws BadInput for what is no key, or if it cannot be kept here */
  async keep(text: string): Promise<string> {
    if (!/^[\x21-\x7e]+$/.test(text)) {
      throw new BadInput(
        'Key: it has a space, a line break or a letter that no key has. Copy it again.',
      );
    }
    if (!keychain) {
      throw new BadInput(
        'Key: only the desktop app can keep one. Name an environment variable that has it.',
      );
    }
    const encrypted = await keychain.encrypt(text);
    const id = randomUUID();
    write({ ...read(), [id]: encrypted });
    return id;
  },
  /** @throws BadInput if it cannot be had here */
  async open(id: string): Promise<string> {
    const known = opened.get(id);
    if (known !== undefined) return known;
    if (!keychain) {
      throw new BadInput(
        'its key is in the keychain, which only the desktop app opens. Here, remove the endpoint and add it again with --key-variable',
      );
    }
    const encrypted = read()[id];
    const lost = 'its key cannot be read from the keychain. Remove the endpoint and add it again';
    if (encrypted === undefined) throw new BadInput(lost);
    const key = await keychain.decrypt(encrypted).catch(() => {
      throw new BadInput(lost);
    });
    opened.set(id, key);
    return key;
  },
  forget(ids: readonly string[]): void {
    if (ids.length === 0) return;
    for (const id of ids) opened.delete(id);
    const left = Object.entries(read()).filter(([id]) => !ids.includes(id));
    write(Object.fromEntries(left));
  },
};

const keysFile = () => path.join(dataFolder(), 'keys.json');

function read(): Readonly<Record<string, string>> {
  if (!existsSync(keysFile())) return {};
  try {
    return fileSchema.parse(JSON.parse(readFileSync(keysFile(), 'utf8'))).keys;
  } catch {
    throw new BadInput(
      `${keysFile()} cannot be read as a list of keys. Delete it, and add the endpoints with a key again.`,
    );
  }
}

function write(keys: Readonly<Record<string, string>>): void {
  makeFolder(dataFolder());
  const text = `${JSON.stringify({ format: 1, keys }, null, 2)}\n`;
  writeWhole(keysFile(), text, { mode: 0o600 });
}
