import { ipcRenderer } from 'electron';
import { passPorts } from './passPorts.ts';

// A sandboxed preload cannot be an ES module: the build bundles this to CommonJS, `dist/preload.cjs`.
// The page gets the engine's port by a message and nothing on its window.
passPorts(ipcRenderer, window);
