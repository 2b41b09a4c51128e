import {
  hasRows,
  isOfPrograms,
  isReadable,
  kindOfEnding,
  unreadSentence,
} from '../../../electron/contract/fileKinds.ts';
import type { FilePreview } from '../../../electron/contract/forms.ts';
import type { DroppedFile } from '../../components/droppedFiles.ts';
import { isTooLarge } from '../../components/FileDrop.tsx';
import { EngineFailure } from '../../store/connection.ts';
import { attempt, showFailure } from '../../store/engineStore.ts';
import { sendFile } from '../../store/sendFile.ts';

/** Whether a file has rows, so that a person says which column holds the texts. */
const isTable = (path: string) => {
  const kind = kindOfEnding(path);
  return kind !== undefined && hasRows(kind);
};

/**
 * Uploads files of documents: each table separately, because it has its own columns, and text files
 * together with those of the same folder.
 * @param onProgress called with the number of finished files
 */
export async function takeCorpus(
  dropped: readonly DroppedFile[],
  onProgress: (done: number, total: number) => void,
): Promise<{ previews: readonly FilePreview[]; leftOut: number }> {
  const known = dropped.filter(
    ({ path }) => isReadable(path) && !path.split('/').some(isOfPrograms),
  );
  // in a folder there may be anything, but who gives a file by itself wants it read
  const unread = dropped.filter(
    ({ path }) => !path.includes('/') && !isReadable(path) && !isOfPrograms(path),
  );
  if (unread.length > 0) {
    const sentences = unread.map(({ path }) => unreadSentence(path));
    showFailure(new EngineFailure('badInput', sentences.join(' ')));
  }
  const files = known.filter(({ file }) => !isTooLarge(file));
  const texts = files.filter(({ path }) => !isTable(path));
  const isOne = texts.length === 1 && !texts[0]!.path.includes('/');
  const previews: FilePreview[] = [];
  let done = 0;
  const step = () => onProgress(++done, files.length);
  for (const { file } of isOne ? files : files.filter(({ path }) => isTable(path))) {
    const preview = await attempt(async (engine) =>
      engine.files.take(await sendFile(engine, file)),
    );
    if (preview) previews.push(preview);
    step();
  }
  if (!isOne) {
    for (const [name, group] of byFolder(texts)) {
      const preview = await takeFolder(name, group, step);
      if (preview) previews.push(preview);
    }
  }
  return { previews, leftOut: dropped.length - known.length - unread.length };
}

/** Groups text files by the dropped folder; files outside of a folder form one group. */
function byFolder(texts: readonly DroppedFile[]): Map<string, DroppedFile[]> {
  const folders = new Map<string, DroppedFile[]>();
  for (const { file, path } of texts) {
    const [first] = path.split('/');
    const isLoose = first === path;
    const name = isLoose ? 'texts' : first!;
    const inside = isLoose ? `texts/${path}` : path;
    const group = folders.get(name) ?? [];
    group.push({ file, path: inside });
    folders.set(name, group);
  }
  return folders;
}

async function takeFolder(
  name: string,
  texts: readonly DroppedFile[],
  step: () => void,
): Promise<FilePreview | undefined> {
  const folder = crypto.randomUUID();
  for (const { file, path } of texts) {
    const isKept = await attempt(async (engine) => {
      const { upload } = await sendFile(engine, file);
      await engine.files.takeInto({ folder, path, upload });
      return true;
    });
    if (!isKept) return undefined;
    step();
  }
  return attempt((engine) => engine.files.lookInto({ folder, name }));
}
