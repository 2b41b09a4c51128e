/** A file that was dropped or chosen. */
export interface DroppedFile {
  readonly file: File;
  /**
   * The path within the dropped folder, starting with that folder's name: 'letters/2021/may.txt'.
   */
  readonly path: string;
}

/** The dropped files, including those in folders, ordered by path. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // the list is emptied after the event, so every entry is read before the first await
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const plain = [...transfer.files];
  if (entries.length === 0) return plain.map((file) => ({ file, path: file.name }));
  const found = await Promise.all(entries.map(filesOf));
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesOf(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => {
      (entry as FileSystemFileEntry).file(resolve, reject);
    });
    return [{ file, path: entry.fullPath.replace(/^\//, '') }];
  }
  const inside = await entriesOf((entry as FileSystemDirectoryEntry).createReader());
  return (await Promise.all(inside.map(filesOf))).flat();
}

/** A reader returns at most a hundred entries at a time, and none at the end. */
async function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
