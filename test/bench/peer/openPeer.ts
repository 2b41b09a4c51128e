import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { BadInput } from '../../../models/badInput.ts';

/** A process that answers each line that it is sent with one of its own. */
export interface Peer {
  /** The words of its first line, after `ready`. */
  readonly hello: readonly string[];
  ask(line: string): Promise<string>;
  close(): Promise<void>;
}

/** The Python that benchmarks compare with. */
export const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';

/** @throws BadInput where it does not start, or lacks a library */
export async function openPeer(command: string, args: readonly string[]): Promise<Peer> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => {});
  const answer = async (): Promise<string> => {
    const line = await Promise.race([lines.next(), failed]);
    if (line.done) throw new Error(`${command} ${args[0]} ended early`);
    return line.value;
  };
  const [first, ...hello] = (await answer().catch(() => '')).split(' ');
  if (first !== 'ready') {
    throw new BadInput(
      `The benchmark needs a Python with torch, transformers and safetensors; ${command} ` +
        `${first === 'missing' ? `is missing ${hello}` : 'does not start'}. Name another by STILLROOM_PYTHON.`,
    );
  }
  return {
    hello,
    ask(line) {
      child.stdin.write(`${line}\n`);
      return answer();
    },
    async close() {
      const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.stdin.end();
      await exit;
    },
  };
}

/** A script of this folder, in Python or in our own Node. */
export function openScript(script: string, args: readonly string[]): Promise<Peer> {
  const command = script.endsWith('.py') ? PYTHON : process.execPath;
  return openPeer(command, [path.join(import.meta.dirname, script), ...args]);
}
