import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // relative: the page is served over http and over the desktop's own protocol
  base: './',
  build: {
    outDir: fileURLToPath(new URL('../dist/renderer', import.meta.url)),
    emptyOutDir: true,
    // inlined data would need a wider content security policy
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // it is read from this machine's disk, where a file of half a megabyte loads at once
    chunkSizeWarningLimit: 1000,
    // for the packed app's list of licences
    license: { fileName: 'licences.md' },
  },
});
