import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { answerPortRequests } from '../../../../electron/main/answerPortRequests.ts';
import { isAppUrl } from '../../../../electron/main/appProtocol.ts';
import type { EngineWindow } from '../../../../electron/main/engineProcess.ts';

it('connects the app’s own page in a window’s own frame, and nobody else', () => {
  const ipc = new EventEmitter();
  const connected: EngineWindow[] = [];
  answerPortRequests(ipc, isAppUrl, (window) => connected.push(window));
  const sender: EngineWindow = { isDestroyed: () => false, postMessage: () => {} };
  const ask = (senderFrame: object | null) =>
    ipc.emit('stillroom:needPort', { sender, senderFrame });
  ask({ url: 'https://example.org/', parent: null });
  ask({ url: 'app://stillroom.example.org/', parent: null });
  ask({ url: 'app://stillroom/', parent: {} });
  ask(null);
  expect(connected).toEqual([]);
  ask({ url: 'app://stillroom/', parent: null });
  expect(connected).toEqual([sender]);
});
