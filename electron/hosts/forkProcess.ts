import { fork } from 'node:child_process';
import { lastWords } from '../contract/lastWords.ts';
import type { HostProcess } from './hostProcess.ts';

/** Starts a host under plain Node, as a child of this process. */
export function forkProcess({ entry }: { readonly entry: URL }): HostProcess {
  const child = fork(entry, {
    serialization: 'advanced',
    // for the library that reads it as it loads; see native/onnx/noTelemetry.ts
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
      // a pipe that breaks is the end of the process, which is told of as such
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (receive) => void child.on('message', receive),
    onEnd(tell) {
      child.once('error', (error) => tell(error.message));
      child.once('close', (code, signal) => {
        const how = signal ? `by the signal ${signal}` : `with code ${code}`;
        const words = lastWords(written);
        tell(`its process ended ${how}${words ? `: ${words}` : ''}`);
      });
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
