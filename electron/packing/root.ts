import path from 'node:path';

/** The checkout: only from there is the app built. */
export const ROOT = path.resolve(import.meta.dirname, '../..');
