import { useMutation } from '@tanstack/react-query';
import type { FilePreview } from '../../electron/contract/forms.ts';
import { type Engine, EngineFailure, engine } from '../store/connection.ts';
import { showFailure } from '../store/engineStore.ts';
import { DropArea } from './DropArea.tsx';

/** The most that one message to the engine may hold. */
const MOST_BYTES = 500e6;

/** A place to drop a file or to choose one. */
export function FileDrop({
  label,
  accept,
  take = ({ files }, file) => files.take({ file }),
  onFile,
}: {
  label: string;
  accept: string;
  /** How the engine takes the file; as one of a project to come, where nothing else is said. */
  take?: (engine: Engine, file: File) => Promise<FilePreview>;
  onFile: (preview: FilePreview) => void;
}) {
  const { mutate: keep, isPending: isBusy } = useMutation({
    mutationFn: (file: File) => take(engine, file),
    onSuccess: onFile,
  });
  return (
    <DropArea
      label={label}
      accept={accept}
      busy={isBusy ? 'Reading …' : null}
      onFiles={([first]) => {
        if (first && !isTooLarge(first.file)) keep(first.file);
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
      `${name} has ${(size / 1e6).toFixed(0)} MB; at most 500 MB can be added here. Use the command line, which reads files in place.`,
    ),
  );
  return true;
}
