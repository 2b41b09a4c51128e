import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { RunTeacher } from '../runtime/runModels.ts';
import {
  type EndpointPoolEntry,
  type EndpointRegistry,
  openEndpoints,
} from './endpointRegistry.ts';

/**
 * The teacher of this name, if the user has added endpoints under it.
 * @throws BadInput if a model has the same name: nobody could tell what would leave the computer
 */
export async function endpointTeacherModel(
  store: Pick<ModelStore, 'find'>,
  name: string,
  registry: EndpointRegistry = openEndpoints(),
): Promise<RunTeacher | undefined> {
  const endpoints = registry.find(name);
  if (!endpoints) return undefined;
  if (await store.find(name)) {
    throw new BadInput(
      `There are a model and endpoints of the name '${name}', so it is not clear whether texts stay here. ` +
        `\`stillroom endpoints remove ${name}\`, and add them under another name.`,
    );
  }
  return {
    name,
    roles: ['teacher'],
    licence: 'unknown',
    files: {},
    sha256: '',
    recordedAtFirstUse: [],
    identity: identityOf(endpoints),
    hasChatTemplate: endpoints.chat,
    endpoints,
  };
}

/**
 * What answers depend on, as far as it is known: the models by the names that the servers give them. Where they
 * run makes no difference, so steps are reused when a machine is added or moved.
 */
function identityOf({ endpoints, contextSize, chat }: EndpointPoolEntry): string {
  const models = [...new Set(endpoints.map(({ model }) => model))].toSorted();
  return contentHash({ endpoints: models, contextSize, chat });
}
