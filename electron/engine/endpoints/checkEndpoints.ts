import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { dataOf, recipeId } from '../../contract/recipes/recipes.ts';
import type { RunCheck } from '../../contract/runCheck.ts';
import type { TypicalCall } from '../recipes/recipe.ts';
import { type Capabilities, canScore } from './capabilities.ts';
import { EndpointFault } from './endpointFault.ts';
import type { Endpoint, EndpointPoolEntry } from './endpointRegistry.ts';
import { PATIENCE } from './endpointState.ts';
import { probeEndpoint } from './probeEndpoint.ts';

/** An endpoint, and what a probe found or failed at. */
export type CheckedEndpoint =
  | { readonly endpoint: Endpoint; readonly can: Capabilities }
  | { readonly endpoint: Endpoint; readonly fault: string };

/**
 * Asks each endpoint of a pool what it can do, all at once.
 * @param signal ends the requests; the promise is rejected with its reason
 */
export function probePool(
  pool: EndpointPoolEntry,
  signal?: AbortSignal,
): Promise<CheckedEndpoint[]> {
  return Promise.all(
    pool.endpoints.map(async (endpoint): Promise<CheckedEndpoint> => {
      try {
        const timing = { timeoutMs: PATIENCE.timeoutMs(0), signal };
        return { endpoint, can: await probeEndpoint(endpoint, pool, timing) };
      } catch (error) {
        if (error instanceof EndpointFault) return { endpoint, fault: `${error.message}.` };
        throw error;
      }
    }),
  );
}

/** A call that a recipe of the experiment makes. */
export interface RecipeCall extends TypicalCall {
  readonly recipe: string;
}

/**
 * Whether endpoints can do what an experiment asks of its teacher.
 * @throws BadInput if none answers, or for a recipe that needs more than they can do
 */
export async function checkEndpoints(
  pool: EndpointPoolEntry,
  { recipes }: Pick<Experiment, 'recipes'>,
  calls: readonly RecipeCall[],
): Promise<Omit<RunCheck, 'subject'>> {
  const probed = await probePool(pool);
  const faults = probed.flatMap((one) => ('fault' in one ? one.fault : []));
  const able = probed.flatMap((one) => ('can' in one ? one : []));
  if (able.length === 0) {
    throw new BadInput(`No endpoint of the teacher ${pool.name} can be used. ${faults.join(' ')}`);
  }
  if (!able.some(({ can }) => can.writes)) {
    throw new BadInput(
      `The endpoints of the teacher ${pool.name} answer, and write nothing. Look at the servers’ logs: their model may have failed.`,
    );
  }
  const scoring = recipes.find(({ kind }) => dataOf(kind).makes === 'labelledPassages');
  if (scoring && !able.some(({ can }) => canScore(can))) {
    throw new BadInput(
      `recipes: ${recipeId(scoring)} asks the teacher how likely each label is, and no endpoint of ${pool.name} says ` +
        'how likely it finds a prompt’s own words. vLLM and `stillroom teacher serve` do.',
    );
  }
  for (const call of calls) requireOne(pool, able, call);
  const notes = [...faults, ...able.flatMap(({ endpoint, can }) => doubts(pool, endpoint, can))];
  if (notes.length > 0) return { state: 'warning', sentence: notes.join(' ') };
  const servers = [...new Set(able.map(({ can }) => can.server ?? 'a server without a name'))];
  return {
    state: 'passed',
    sentence: `${pool.name}: ${able.length} of ${probed.length} endpoints answer (${servers.join(', ')}).`,
  };
}

function requireOne(
  { name }: EndpointPoolEntry,
  able: readonly { readonly can: Capabilities }[],
  { recipe, prompt: { chat, against } }: RecipeCall,
): void {
  if (against && !able.some(({ can }) => can.isStillroom)) {
    throw new BadInput(
      `recipes: ${recipe} contrasts each word with other prompts (selfDebiasing), which of all servers only ` +
        `\`stillroom teacher serve\` can do. Set selfDebiasing to off, or use such an endpoint for ${name}.`,
    );
  }
  if (chat && !able.some(({ can }) => can.chats)) {
    throw new BadInput(
      `recipes: ${recipe} asks in a chat, and no endpoint of ${name} has one (/v1/chat/completions). Set frame to raw.`,
    );
  }
  if (!chat && !able.some(({ can }) => can.completes)) {
    throw new BadInput(
      `recipes: ${recipe} lets the teacher continue a text, and no endpoint of ${name} can (/v1/completions). Set frame ` +
        'to chat if the recipe has one, or use a server that can, such as llama-server or vLLM.',
    );
  }
}

/** What a run can go on with, and its user should know. */
function doubts(
  { contextSize, name }: EndpointPoolEntry,
  { url }: Endpoint,
  { contextSize: own, tokenizer, seeds, takesNeutral, writes }: Capabilities,
): string[] {
  return [
    ...(writes ? [] : [`${url}: it answers, and writes nothing; look at its log.`]),
    ...(own !== null && own < contextSize
      ? [
          `${url}: its context has ${own} tokens, and ${name} was added with ${contextSize}; longer prompts will be refused. Remove it and add it with --context ${own}.`,
        ]
      : []),
    ...(tokenizer === null
      ? [
          `${url}: it has no tokenizer to ask, so texts are cut by their bytes, of which a token has three to five.`,
        ]
      : []),
    ...(seeds === false
      ? [`${url}: the same seed gives other texts. What it wrote is recorded and used again.`]
      : []),
    ...(takesNeutral
      ? []
      : [
          `${url}: it takes no top-k, min-p or repetition penalty, so what it sets for them counts.`,
        ]),
  ];
}
