import type { KeychainAnswer, KeychainAsk } from '../contract/desktop.ts';

/** The part of Electron's safeStorage that is used. */
export interface SafeStorage {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ readonly result: string }>;
  /** On Linux only. */
  getSelectedStorageBackend(): string;
}

/** What Linux has without a keyring: a password that everybody knows, or nothing yet. */
const NO_KEYRINGS = ['basic_text', 'unknown'];

/**
 * Encrypts and decrypts with the system's keychain for the engine, which has no access to it. What is
 * encrypted is kept by the engine.
 */
export function keychain(
  storage: SafeStorage,
  platform: NodeJS.Platform,
): (ask: KeychainAsk) => Promise<KeychainAnswer> {
  const whyNone = async (): Promise<string | null> => {
    if (platform === 'linux' && NO_KEYRINGS.includes(storage.getSelectedStorageBackend())) {
      return 'This desktop has no keyring (GNOME Keyring or KWallet), so a key would be stored almost as plain text.';
    }
    if (await storage.isAsyncEncryptionAvailable()) return null;
    return 'The keychain of this computer cannot be used.';
  };
  const answer = async (ask: KeychainAsk): Promise<KeychainAnswer> => {
    if (ask.what === 'state') return { value: await whyNone() };
    if (ask.what === 'decrypt') {
      const { result } = await storage.decryptStringAsync(Buffer.from(ask.encrypted, 'base64'));
      return { value: result };
    }
    const why = await whyNone();
    if (why !== null) return { fault: why };
    return { value: (await storage.encryptStringAsync(ask.text)).toString('base64') };
  };
  // the system's own error may quote what it was given
  return (ask) => answer(ask).catch(() => ({ fault: 'The keychain of this computer refused.' }));
}
