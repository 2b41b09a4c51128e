import path from 'node:path';

/** The root of the checkout, because the app is only ever built from there. */
export const ROOT = path.resolve(import.meta.dirname, '../..');
