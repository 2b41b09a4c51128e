import { registerHooks } from 'node:module';

const BINARY_TEST = '/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';

/**
 * Lets node-llama-cpp load its binary without trying it in a process of its own first.
 *
 * On Linux it forks for that, and in an Electron without `runAsNode` a fork starts the app instead. The
 * test guards against a binary that aborts its process, and a host is a process for exactly that.
 * To be called before node-llama-cpp is imported.
 */
export function skipBinaryTest(): void {
  registerHooks({
    load: (url, context, next) =>
      url.endsWith(BINARY_TEST)
        ? {
            format: 'module',
            source: 'export const testBindingBinary = async () => true;',
            shortCircuit: true,
          }
        : next(url, context),
  });
}
