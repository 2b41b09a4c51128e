import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { borrowRetriever } from './borrow.ts';

/**
 * Opens an encoder and embeds a text.
 * @throws BadInput that names the file and what is wrong with it
 */
export async function tryEncoder(encoder: ModelFolder): Promise<void> {
  await borrowRetriever(encoder, (host) => host.call('embed', ['A text.']));
}
