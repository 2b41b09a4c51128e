import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FilePreview } from '../../electron/contract/forms.ts';
import { MOST_FILE_BYTES, type SentFile } from '../../electron/contract/sentFile.ts';
import { type Engine, EngineFailure, engine } from '../store/connection.ts';
import { showFailure } from '../store/engineStore.ts';
import { sendFile } from '../store/sendFile.ts';
import { DropArea } from './DropArea.tsx';

/** An area to drop a file on or to choose one. */
export function FileDrop({
  label,
  accept,
  take = ({ files }, sent) => files.take(sent),
  onFile,
}: {
  label: string;
  accept: string;
  /** How the engine keeps the file; by default as one of the project being created. */
  take?: (engine: Engine, sent: SentFile) => Promise<FilePreview>;
  onFile: (preview: FilePreview) => void;
}) {
  const [sent, setSent] = useState(0);
  const { mutate: keep, isPending: isBusy } = useMutation({
    mutationFn: async (file: File) => take(engine, await sendFile(engine, file, setSent)),
    onMutate: () => setSent(0),
    onSuccess: onFile,
  });
  return (
    <DropArea
      label={label}
      accept={accept}
      busy={isBusy ? sendingText(sent) : null}
      onFiles={([first]) => {
        if (first && !isTooLarge(first.file)) keep(first.file);
      }}
    />
  );
}

/** What happens to a file of which this share is sent, from 0 to 1. */
function sendingText(sent: number): string {
  return sent < 1 ? `Sending, ${Math.floor(100 * sent)}% …` : 'Reading …';
}

/** Whether a file is too large to be uploaded; if so, shows a message. */
export function isTooLarge({ name, size }: File): boolean {
  if (size <= MOST_FILE_BYTES) return false;
  showFailure(
    new EngineFailure(
      'badInput',
      `${name} has ${(size / 1e6).toFixed(0)} MB; at most ${MOST_FILE_BYTES / 1e6} MB can be added here. Use the command line, which reads files in place.`,
    ),
  );
  return true;
}
