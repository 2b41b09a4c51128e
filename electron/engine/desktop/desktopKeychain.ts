import { BadInput } from '../../../models/badInput.ts';
import type { FromEngine, KeychainAnswer, KeychainAsk, ToEngine } from '../../contract/desktop.ts';
import type { Keychain } from '../endpoints/endpointKeys.ts';

/** The system's keychain, to which only Electron's main process has access. */
export function desktopKeychain(toMain: (message: FromEngine) => void): {
  readonly keychain: Keychain;
  hear(message: ToEngine): void;
} {
  let lastId = 0;
  const asked = new Map<number, (answer: KeychainAnswer) => void>();
  const ask = async (what: KeychainAsk) => {
    const { promise, resolve } = Promise.withResolvers<KeychainAnswer>();
    const id = ++lastId;
    asked.set(id, resolve);
    toMain({ kind: 'askKeychain', id, ask: what });
    const answer = await promise;
    if ('fault' in answer) throw new BadInput(`Key: ${answer.fault}`);
    return answer.value;
  };
  return {
    keychain: {
      whyNone: () => ask({ what: 'state' }),
      encrypt: async (text) => requireText(await ask({ what: 'encrypt', text })),
      decrypt: async (encrypted) => requireText(await ask({ what: 'decrypt', encrypted })),
    },
    hear(message) {
      if (message.kind !== 'keychain') return;
      asked.get(message.id)?.(message.answer);
      asked.delete(message.id);
    },
  };
}

function requireText(value: string | null): string {
  if (value === null) throw new Error('main answered a question about a key without a text');
  return value;
}
