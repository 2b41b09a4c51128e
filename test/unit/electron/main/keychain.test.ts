import { expect, it } from 'vitest';
import { keychain } from '../../../../electron/main/keychain.ts';
import { playedSafeStorage } from '../../../fixtures/playedSafeStorage.ts';

const KEY = 'sk-of-the-lab';

it('encrypts a key, and decrypts what it encrypted', async () => {
  const ask = keychain(playedSafeStorage(), 'linux');
  expect(await ask({ what: 'state' })).toEqual({ value: null });
  const encrypted = await ask({ what: 'encrypt', text: KEY });
  if (!('value' in encrypted) || encrypted.value === null) throw new Error('refused');
  expect(Buffer.from(encrypted.value, 'base64').toString('latin1')).not.toContain(KEY);
  expect(await ask({ what: 'decrypt', encrypted: encrypted.value })).toEqual({ value: KEY });
});

it.each([['basic_text'], ['unknown']])('keeps no key on Linux with %s', async (backend) => {
  const storage = Object.assign(playedSafeStorage(), { backend });
  const ask = keychain(storage, 'linux');
  const why = expect.stringContaining('has no keyring');
  expect(await ask({ what: 'state' })).toEqual({ value: why });
  expect(await ask({ what: 'encrypt', text: KEY })).toEqual({ fault: why });
  // other systems have no such choice, and the function is Linux's alone
  const elsewhere = Object.assign(storage, {
    getSelectedStorageBackend: () => expect.fail('not on this system'),
  });
  expect(await keychain(elsewhere, 'darwin')({ what: 'state' })).toEqual({ value: null });
});

it('keeps no key where the system offers no encryption', async () => {
  const storage = Object.assign(playedSafeStorage(), { isAvailable: false });
  const ask = keychain(storage, 'win32');
  const why = expect.stringContaining('cannot be used');
  expect(await ask({ what: 'state' })).toEqual({ value: why });
  expect(await ask({ what: 'encrypt', text: KEY })).toEqual({ fault: why });
});

it('what it cannot decrypt is a fault that quotes nothing', async () => {
  const ask = keychain(playedSafeStorage(), 'linux');
  const encrypted = Buffer.from(`of another computer: ${KEY}`).toString('base64');
  expect(await ask({ what: 'decrypt', encrypted })).toEqual({
    fault: 'The keychain of this computer refused.',
  });
});
