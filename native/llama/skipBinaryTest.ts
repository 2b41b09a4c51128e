import { registerHooks } from 'node:module';

const BINARY_TEST = '/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';

/**
 * Lets node-llama-cpp load its binary without testing it in a separate process first.
 *
 * On Linux it forks for the test, and in an Electron without `runAsNode` a fork starts the app
 * instead. The test guards against a binary that aborts its process, but a host is already a
 * separate process for that reason. Must be called before node-llama-cpp is imported.
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
