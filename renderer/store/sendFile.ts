import { PIECE_BYTES, type SentFile } from '../../electron/contract/sentFile.ts';
import type { Engine } from './connection.ts';

/**
 * Sends a file to the engine in pieces, each after the one before is on the disk.
 * @param onSent called after each piece with the share that is sent, from 0 to 1
 */
export async function sendFile(
  { files }: { readonly files: Pick<Engine['files'], 'send'> },
  file: File,
  onSent: (share: number) => void = () => {},
): Promise<SentFile> {
  const upload = crypto.randomUUID();
  let at = 0;
  do {
    const piece = new File([file.slice(at, at + PIECE_BYTES)], file.name);
    await files.send({ upload, at, piece });
    at += PIECE_BYTES;
    onSent(Math.min(1, at / Math.max(1, file.size)));
  } while (at < file.size);
  return { upload, name: file.name };
}
