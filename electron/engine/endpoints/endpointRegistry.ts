import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { isModelName } from '../../../models/catalog/modelRecord.ts';
import { nearNames } from '../../../models/catalog/nearNames.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { endpointKeys } from './endpointKeys.ts';
import { readEndpointUrl } from './endpointUrl.ts';

/** A prompt and an answer of a few words. */
const LEAST_CONTEXT = 256;

const endpointSchema = z.strictObject({
  /** Its root, without a slash at the end and without `/v1`. */
  url: z.string(),
  /** The name under which the server has the model. */
  model: z.string().min(1),
  /** The environment variable that has the key, or the id of one in the keychain: see `endpointKeys`. */
  key: z
    .union([
      z.strictObject({ variable: z.string().min(1) }),
      z.strictObject({ keychain: z.string().min(1) }),
    ])
    .optional(),
});

const poolSchema = z.strictObject({
  /** Tokens that a prompt and its answer may have. */
  contextSize: z.int().min(LEAST_CONTEXT).max(10_000_000),
  /** Whether recipes ask in the model's chat, as they do with an instruct model's file. */
  chat: z.boolean(),
  endpoints: z.array(endpointSchema).min(1),
});

const registrySchema = z.strictObject({
  format: z.literal(1),
  pools: z.record(z.string(), poolSchema),
});

export type Endpoint = Readonly<z.output<typeof endpointSchema>>;
type PoolEntry = Readonly<z.output<typeof poolSchema>>;

/** Endpoints that one name stands for: a teacher of an experiment, as a model is. */
export interface EndpointPoolEntry extends PoolEntry {
  readonly name: string;
}

/** What the user says of an endpoint to add. */
export interface NewEndpoint {
  readonly url: string;
  readonly model: string;
  readonly keyVariable?: string | undefined;
  /** The id of a key that was kept in the keychain. */
  readonly keptKey?: string | undefined;
  readonly contextSize?: number | undefined;
  readonly chat?: boolean | undefined;
}

/** The endpoints that the user has added on this computer. Every method may throw BadInput. */
export interface EndpointRegistry {
  readonly file: string;
  list(): EndpointPoolEntry[];
  find(name: string): EndpointPoolEntry | undefined;
  /** @throws BadInput that names the pools there are */
  require(name: string): EndpointPoolEntry;
  /** The pool as adding would leave it; writes nothing. */
  preview(name: string, endpoint: NewEndpoint): EndpointPoolEntry;
  /** Adds a pool, or another endpoint to one. */
  add(name: string, endpoint: NewEndpoint): EndpointPoolEntry;
  /**
   * Removes what was added, with the keys that were kept for it.
   * @param url only this endpoint; without it, the whole pool
   */
  remove(name: string, url?: string): void;
}

/** A teacher on this computer has the same. */
const USUAL_CONTEXT = 4096;

/** @param env STILLROOM_HOME names the data folder, instead of the user's own */
export function openEndpoints(env: NodeJS.ProcessEnv = process.env): EndpointRegistry {
  const folder = dataFolder(env);
  const file = path.join(folder, 'endpoints.json');
  const read = () => readRegistry(file);
  const write = (pools: Readonly<Record<string, PoolEntry>>) => {
    makeFolder(folder);
    writeWhole(file, `${JSON.stringify({ format: 1, pools }, null, 2)}\n`);
  };
  const find = (name: string) => {
    const pools = read();
    return Object.hasOwn(pools, name) ? { name, ...pools[name]! } : undefined;
  };
  const require = (name: string) => {
    const found = find(name);
    if (found) return found;
    const names = Object.keys(read());
    const near = nearNames(name, names);
    const hint =
      names.length === 0
        ? 'None was added yet.'
        : near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : `Known are ${names.join(', ')}.`;
    throw new BadInput(
      `There are no endpoints '${name}'. ${hint} \`stillroom endpoints add NAME --url URL --model MODEL\` adds one.`,
    );
  };
  const preview = (name: string, given: NewEndpoint) => {
    if (!isModelName(name)) {
      throw new BadInput(
        `'${name}' cannot be a name of endpoints: use small letters, digits, '.', '_' and '-', at most 64, a letter or digit first and last.`,
      );
    }
    const endpoint = readEndpoint(given);
    const before = find(name);
    const entry = {
      contextSize: agreeing(name, 'context', before?.contextSize, given.contextSize, USUAL_CONTEXT),
      chat: agreeing(name, 'chat', before?.chat, given.chat, false),
      endpoints: [...(before?.endpoints ?? []), endpoint],
    };
    if (before?.endpoints.some(({ url }) => url === endpoint.url)) {
      throw new BadInput(
        `${name} has the endpoint ${endpoint.url} already. \`stillroom endpoints remove ${name} --url ${endpoint.url}\` first.`,
      );
    }
    const checked = poolSchema.safeParse(entry);
    if (!checked.success) {
      throw new BadInput(
        `--context: ${entry.contextSize} is no number of tokens that a prompt and its answer fit in; use ${LEAST_CONTEXT} or more.`,
      );
    }
    return { name, ...checked.data };
  };
  return {
    file,
    list: () => Object.entries(read()).map(([name, entry]) => ({ name, ...entry })),
    find,
    require,
    preview,
    add(name, given) {
      const pool = preview(name, given);
      const { name: _, ...entry } = pool;
      write({ ...read(), [name]: entry });
      return pool;
    },
    remove(name, url) {
      const { endpoints, name: _, ...entry } = require(name);
      const root = url === undefined ? undefined : readEndpointUrl(url);
      const left = root === undefined ? [] : endpoints.filter((one) => one.url !== root);
      if (root !== undefined && left.length === endpoints.length) {
        throw new BadInput(
          `${name} has no endpoint ${root}; it has ${endpoints.map((one) => one.url).join(', ')}.`,
        );
      }
      const { [name]: __, ...others } = read();
      write(left.length === 0 ? others : { ...others, [name]: { ...entry, endpoints: left } });
      const removed = endpoints.filter((one) => !left.includes(one));
      endpointKeys.forget(removed.flatMap(keptKeyOf));
    },
  };
}

/** The id of an endpoint's key in the keychain, if it has one there. */
export const keptKeyOf = ({ key }: Endpoint): readonly string[] =>
  key && 'keychain' in key ? [key.keychain] : [];

function readRegistry(file: string): Readonly<Record<string, PoolEntry>> {
  if (!existsSync(file)) return {};
  try {
    return registrySchema.parse(JSON.parse(readFileSync(file, 'utf8'))).pools;
  } catch {
    throw new BadInput(
      `${file} cannot be read as a list of endpoints. Repair it, or delete it and add the endpoints again.`,
    );
  }
}

function readEndpoint({ url, model, keyVariable, keptKey }: NewEndpoint): Endpoint {
  const root = readEndpointUrl(url);
  if (/\p{Cc}/u.test(model) || model.trim() === '') {
    throw new BadInput('--model: give the name under which the server has the model.');
  }
  if (keptKey !== undefined) return { url: root, model, key: { keychain: keptKey } };
  if (keyVariable === undefined) return { url: root, model };
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(keyVariable)) {
    throw new BadInput(
      '--key-variable: give the name of an environment variable that has the key, such as LAB_KEY, not the key itself.',
    );
  }
  return { url: root, model, key: { variable: keyVariable } };
}

/** What all endpoints of a pool have in common. */
function agreeing<Value>(
  name: string,
  option: string,
  before: Value | undefined,
  given: Value | undefined,
  usual: Value,
): Value {
  if (before !== undefined && given !== undefined && before !== given) {
    throw new BadInput(
      `--${option}: the endpoints of ${name} have ${option} ${before}, and a pool has one for all. Leave the option out, or use another name.`,
    );
  }
  return before ?? given ?? usual;
}
