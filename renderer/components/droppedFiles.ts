/** A file that was dropped or chosen. */
export interface DroppedFile {
  readonly file: File;
  /** Within the folder that was dropped, that folder's name first: 'letters/2021/may.txt'. */
  readonly path: string;
}

/** The files of a drop, those in folders too, in the order of their paths. */
export async function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  // the list is emptied once the event is over: take everything before the first wait
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

/** A reader gives a hundred at a time, and none at the end. */
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
