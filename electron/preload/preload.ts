import { ipcRenderer } from 'electron';
import { passPorts } from './passPorts.ts';

// A sandboxed preload cannot be an ES module, so the build bundles this to CommonJS,
// `dist/preload.cjs`. The page receives the engine's port in a message; nothing is added to its
// window object.
passPorts(ipcRenderer, window);
