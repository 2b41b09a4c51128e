import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { borrowTagger } from './borrow.ts';

/**
 * Opens a tagger and lets it read a text.
 * @throws BadInput that names the file and what is wrong with it
 */
export async function tryTagger(tagger: ModelFolder): Promise<void> {
  await borrowTagger(tagger, (host) => host.call('tag', ['A text.']));
}
