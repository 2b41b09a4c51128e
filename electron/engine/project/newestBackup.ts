import { globSync, statSync } from 'node:fs';

/** A sentence on the newest copy that an update of Stillroom left next to a project's database. */
export function newestBackup(file: string): string {
  const [newest] = globSync(`${file.replaceAll(/[[\]{}*?!\\]/g, '?')}.version-*.backup`)
    .map((backup) => ({ backup, at: statSync(backup).mtime }))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  if (!newest) return 'There is no backup next to it; restore the project from one of your own.';
  const day = newest.at.toISOString().slice(0, 10);
  return `The newest backup is ${newest.backup}, of ${day}: copy it over project.db.`;
}
