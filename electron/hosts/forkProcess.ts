import { fork } from 'node:child_process';
import { lastWords } from '../contract/lastWords.ts';
import type { HostProcess } from './hostProcess.ts';

/** Starts a host under plain Node, as a child of this process. */
export function forkProcess({ entry }: { readonly entry: URL }): HostProcess {
  const child = fork(entry, {
    serialization: 'advanced',
    // must be set before the library loads, which reads it then; see native/onnx/noTelemetry.ts
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let written = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    written = (written + chunk.toString()).slice(-8000);
  });
  return {
    get pid() {
      return child.pid;
    },
    send(message) {
      // a broken pipe means that the process has ended, which is reported separately
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (receive) => void child.on('message', receive),
    onEnd(tell) {
      child.once('error', (error) => tell({ how: error.message, wasKilled: false }));
      child.once('close', (code, signal) => {
        const how = signal ? `by the signal ${signal}` : `with code ${code}`;
        const words = lastWords(written);
        tell({
          how: `its process ended ${how}${words ? `: ${words}` : ''}`,
          wasKilled: signal === 'SIGKILL',
        });
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
