import { useId, useState } from 'react';
import type { FilePreview } from '../../electron/contract/forms.ts';
import { attempt } from '../store/engineStore.ts';

/** A place to drop a file, choose one, or name one by its path on the engine's machine. */
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
