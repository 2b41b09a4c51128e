import type { Outgoing } from '../../contract/outgoing.ts';
import type { EndpointPoolEntry } from './endpointRegistry.ts';
import { isLoopback } from './endpointUrl.ts';

/** What a run with these endpoints sends, and whereto. */
export function outgoing({ name, endpoints }: EndpointPoolEntry): Outgoing {
  return {
    teacher: name,
    endpoints: endpoints.map(({ url, model }) => ({
      url,
      model,
      isThisComputer: isLoopback(url),
      isEncrypted: url.startsWith('https:'),
    })),
  };
}
