import { useId, useState } from 'react';
import type { FilePreview } from '../../electron/contract/forms.ts';
import { EngineFailure } from '../store/connection.ts';
import { attempt, showFailure } from '../store/engineStore.ts';

/** As much as one message to the engine may hold. */
const MOST_BYTES = 500e6;

/** A place to drop a file or to choose one. */
export function FileDrop({
  label,
  accept,
  onFile,
}: {
  label: string;
  accept: string;
  onFile: (preview: FilePreview) => void;
}) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MOST_BYTES) {
      showFailure(
        new EngineFailure(
          'badInput',
          `${file.name} has ${(file.size / 1e6).toFixed(0)} MB; at most 500 can be handed over here. Run it by the command line, which reads files where they are.`,
        ),
      );
      return;
    }
    setIsBusy(true);
    const preview = await attempt((engine) => engine.files.take({ file }));
    setIsBusy(false);
    if (preview) onFile(preview);
  };
  return (
    <section
      aria-label={label}
      className={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        void take(event.dataTransfer.files[0]);
      }}
    >
      <label htmlFor={id} className="button">
        {isBusy ? 'Reading …' : label}
      </label>
      <input
        id={id}
        type="file"
        className="visually-hidden"
        accept={accept}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <span className="muted small">or drop it here: {accept.replaceAll(',', ', ')}</span>
    </section>
  );
}
