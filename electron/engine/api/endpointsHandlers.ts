import type { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { addedEndpointSchema, EndpointCheck, EndpointPool } from '../../contract/endpoints.ts';
import { type CheckedEndpoint, probePool } from '../endpoints/checkEndpoints.ts';
import { endpointFindings } from '../endpoints/endpointFindings.ts';
import { endpointKeys } from '../endpoints/endpointKeys.ts';
import { type EndpointPoolEntry, keptKeyOf, openEndpoints } from '../endpoints/endpointRegistry.ts';
import { outgoing } from '../endpoints/outgoing.ts';
import type { Procedures } from './procedures.ts';

/** The teachers on other machines: listing, adding, checking and removing them. */
export function endpointsHandlers({ endpoints }: Procedures) {
  return {
    endpoints: {
      list: endpoints.list.handler(() => openEndpoints().list().map(poolOnPage)),
      preview: endpoints.preview.handler(({ input: { name, ...endpoint } }) => {
        requireOwnVariable(endpoint.keyVariable);
        return outgoing(openEndpoints().preview(name, endpoint));
      }),
      keychain: endpoints.keychain.handler(() => endpointKeys.state()),
      add: endpoints.add.handler(async ({ context: { session }, input }) => {
        const pool = await addEndpoint(input);
        session.touch();
        return poolOnPage(pool);
      }),
      check: endpoints.check.handler(async ({ input: { name }, signal }) => {
        const checked = await probePool(openEndpoints().require(name), signal);
        return checked.map(checkOnPage);
      }),
      remove: endpoints.remove.handler(({ context: { session }, input: { name, url } }) => {
        openEndpoints().remove(name, url);
        session.touch();
      }),
    },
  };
}

/** Whatever is wrong is said before a key is kept. */
async function addEndpoint({
  name,
  key,
  ...endpoint
}: z.output<typeof addedEndpointSchema>): Promise<EndpointPoolEntry> {
  requireOwnVariable(endpoint.keyVariable);
  const registry = openEndpoints();
  if (key === undefined) return registry.add(name, endpoint);
  if (endpoint.keyVariable !== undefined) {
    throw new BadInput('Key: type the key or name a variable that has it, not both.');
  }
  registry.preview(name, endpoint);
  const keptKey = await endpointKeys.keep(key);
  try {
    return registry.add(name, { ...endpoint, keptKey });
  } catch (error) {
    endpointKeys.forget([keptKey]);
    throw error;
  }
}

const OWN_VARIABLES = 'STILLROOM_';

/**
 * A page that was taken over could otherwise send any variable, a cloud's key for example, to any address.
 * @throws BadInput for a variable of another program
 */
function requireOwnVariable(variable: string | undefined): void {
  // one that is no variable's name is refused with the other fields
  if (variable === undefined || !/^\w+$/.test(variable)) return;
  if (variable.startsWith(OWN_VARIABLES)) return;
  throw new BadInput(
    `Environment variable: on this page its name must begin with ${OWN_VARIABLES}, so that no page can send ` +
      'the keys of other programs anywhere. Name it so, or use `stillroom endpoints add`.',
  );
}

function poolOnPage(pool: EndpointPoolEntry): EndpointPool {
  const { name, contextSize, chat } = pool;
  const endpoints = pool.endpoints.map((endpoint) => ({
    url: endpoint.url,
    model: endpoint.model,
    keyVariable: endpoint.key && 'variable' in endpoint.key ? endpoint.key.variable : null,
    isKeyKept: keptKeyOf(endpoint).length > 0,
  }));
  return { name, contextSize, chat, endpoints, outgoing: outgoing(pool) };
}

function checkOnPage(checked: CheckedEndpoint): EndpointCheck {
  const { url } = checked.endpoint;
  if ('fault' in checked) return { url, fault: checked.fault };
  const { server, model, contextSize } = checked.can;
  return { url, server, model, contextSize, findings: endpointFindings(checked.can) };
}
