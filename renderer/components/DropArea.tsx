import { useId, useState } from 'react';
import { showFailure } from '../store/engineStore.ts';
import { type DroppedFile, droppedFiles } from './droppedFiles.ts';

/** An area to drop files on, and folders if `multiple` allows it, or to choose files. */
export function DropArea({
  label,
  accept,
  multiple = false,
  busy,
  onFiles,
}: {
  label: string;
  accept: string;
  multiple?: boolean;
  /** The current activity for the last files; null while idle. */
  busy: string | null;
  onFiles: (files: readonly DroppedFile[]) => void;
}) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
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
        droppedFiles(event.dataTransfer)
          .then((files) => onFiles(multiple ? files : files.slice(0, 1)))
          .catch(showFailure);
      }}
    >
      <label htmlFor={id} className="button">
        {busy ?? label}
      </label>
      <input
        id={id}
        type="file"
        className="visually-hidden"
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])].map((file) => ({ file, path: file.name }));
          event.target.value = '';
          onFiles(files);
        }}
      />
      <span className="muted small">
        {multiple ? 'or drop files or a folder here' : 'or drop it here'}:{' '}
        {accept.replaceAll(',', ' ')}
      </span>
    </section>
  );
}
