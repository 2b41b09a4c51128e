import { useState } from 'react';
import type { FilePreview } from '../../electron/contract/forms.ts';
import { type Engine, EngineFailure } from '../store/connection.ts';
import { attempt, showFailure } from '../store/engineStore.ts';
import { DropArea } from './DropArea.tsx';

/** As much as one message to the engine may hold. */
const MOST_BYTES = 500e6;

/** A place to drop a file or to choose one. */
export function FileDrop({
  label,
  accept,
  take = (engine, file) => engine.files.take({ file }),
  onFile,
}: {
  label: string;
  accept: string;
  /** How the engine takes the file; as one of a project to come, where nothing else is said. */
  take?: (engine: Engine, file: File) => Promise<FilePreview>;
  onFile: (preview: FilePreview) => void;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const keep = async (file: File) => {
    if (isTooLarge(file)) return;
    setIsBusy(true);
    const preview = await attempt((engine) => take(engine, file));
    setIsBusy(false);
    if (preview) onFile(preview);
  };
  return (
    <DropArea
      label={label}
      accept={accept}
      busy={isBusy ? 'Reading …' : null}
      onFiles={([first]) => {
        if (first) void keep(first.file);
      }}
    />
  );
}

/** Whether a file is too large to be handed over; if so, says it. */
export function isTooLarge({ name, size }: File): boolean {
  if (size <= MOST_BYTES) return false;
  showFailure(
    new EngineFailure(
      'badInput',
      `${name} has ${(size / 1e6).toFixed(0)} MB; at most 500 can be handed over here. Run it by the command line, which reads files where they are.`,
    ),
  );
  return true;
}
