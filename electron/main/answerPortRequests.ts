import { NEED_PORT_CHANNEL } from '../contract/desktop.ts';
import type { EngineWindow } from './engineProcess.ts';

interface PortRequest {
  readonly sender: EngineWindow;
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null;
}

interface RequestSource {
  on(channel: string, listener: (event: PortRequest) => void): unknown;
}

/** Connects the pages that request the engine: only ours, and only in a window's top frame. */
export function answerPortRequests(
  ipcMain: RequestSource,
  isOurs: (url: string) => boolean,
  connect: (window: EngineWindow) => void,
): void {
  ipcMain.on(NEED_PORT_CHANNEL, ({ sender, senderFrame }) => {
    if (senderFrame && senderFrame.parent === null && isOurs(senderFrame.url)) connect(sender);
  });
}
