import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { init, type ModuleInfo } from 'license-checker-rseidelsohn';
import { ROOT } from './root.ts';

const DIST = path.join(ROOT, 'dist');

/**
 * Writes `dist/licences.md`: each package in the app, with its licence. Bundled packages come from
 * the lists that the builds wrote; the others are the `dependencies` and their own dependencies.
 */
export async function listLicences(): Promise<void> {
  const bundled = await Promise.all(
    ['renderer/licences.md', 'licences.md'].map((name) => readFile(path.join(DIST, name), 'utf8')),
  );
  const sections = await Promise.all((await carriedWhole()).map(sectionOf));
  const text = [
    '# Licences of the packages in Stillroom',
    'Those of Electron and Chromium are next to this file or in Electron’s own folder.',
    // each list starts with a heading of its own
    ...bundled.map((list) => list.slice(list.indexOf('\n## ')).trim()),
    ...sections,
  ].join('\n\n');
  await writeFile(path.join(DIST, 'licences.md'), `${text}\n`);
}

function carriedWhole(): Promise<(ModuleInfo & { readonly id: string })[]> {
  return new Promise((resolve, reject) => {
    init({ start: ROOT, production: true, excludePrivatePackages: true }, (error, modules) => {
      if (error) return reject(error);
      resolve(Object.entries(modules).map(([id, module]) => ({ ...module, id })));
    });
  });
}

async function sectionOf({ id, licenses, licenseFile }: ModuleInfo & { readonly id: string }) {
  const at = id.lastIndexOf('@');
  const head = `## ${id.slice(0, at)} - ${id.slice(at + 1)} (${String(licenses)})`;
  return licenseFile ? `${head}\n\n${(await readFile(licenseFile, 'utf8')).trim()}` : head;
}
