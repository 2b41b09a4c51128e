import { BadInput } from '../../../models/badInput.ts';
import type { Outgoing } from '../../contract/outgoing.ts';
import { type EndpointPoolEntry, openEndpoints } from './endpointRegistry.ts';
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

/** The same for a teacher by its name; null for one of this computer, and for none. */
export function outgoingOf(teacher: string | undefined): Outgoing | null {
  if (teacher === undefined) return null;
  try {
    const endpoints = openEndpoints().find(teacher);
    return endpoints ? outgoing(endpoints) : null;
  } catch (error) {
    // a run is refused with the same sentence, so nothing is sent
    if (error instanceof BadInput) return null;
    throw error;
  }
}
