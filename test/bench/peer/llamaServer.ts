import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BadInput } from '../../../models/badInput.ts';
import type { Sampling } from '../../../models/teacher/teacher.ts';

/** llama.cpp's own server, with a model. */
export interface LlamaServer {
  /** @returns the tokens that it wrote */
  complete(prompt: string, sampling: Sampling): Promise<number>;
  stop(): void;
}

const PORT = 18_080;

/**
 * Starts llama.cpp's server with its prompt cache, which it has by default.
 * @param slots texts at once
 * @throws BadInput without LLAMA_SERVER
 */
export async function openLlamaServer(
  gguf: string,
  { slots, threads, contextSize }: { slots: number; threads: number; contextSize: number },
): Promise<LlamaServer> {
  const command = process.env.LLAMA_SERVER;
  if (!command || !existsSync(command)) {
    throw new BadInput(
      'The benchmark compares with llama.cpp’s own server. Build the target llama-server of llama.cpp with ' +
        'GGML_NATIVE=ON, and name the program by LLAMA_SERVER.',
    );
  }
  const options = {
    '--model': gguf,
    '--parallel': slots,
    '--threads': threads,
    '--threads-batch': threads,
    '--ctx-size': contextSize * slots,
    '--batch-size': 512,
    '--port': PORT,
    '--host': '127.0.0.1',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [name, String(value)]);
  const server = spawn(command, args, { stdio: 'ignore' });
  await untilReady(server);
  return {
    async complete(prompt, { temperature, topP, maxTokens, seed, stop }) {
      const response = await fetch(`http://127.0.0.1:${PORT}/completion`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...{ prompt, temperature, seed, stop },
          ...{ top_p: topP, top_k: 0, min_p: 0, typical_p: 1, repeat_penalty: 1 },
          ...{ n_predict: maxTokens, cache_prompt: true, samplers: ['top_p', 'temperature'] },
        }),
      });
      const answer = (await response.json()) as { tokens_predicted?: number };
      if (answer.tokens_predicted === undefined) throw new Error(JSON.stringify(answer));
      return answer.tokens_predicted;
    },
    stop: () => void server.kill(),
  };
}

async function untilReady(server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const health = await fetch(`http://127.0.0.1:${PORT}/health`).catch(() => undefined);
    if (health?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new BadInput(`LLAMA_SERVER ended with ${server.exitCode} before it was ready.`);
}
