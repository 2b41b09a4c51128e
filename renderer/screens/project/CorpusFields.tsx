import { useState } from 'react';
import type { Split } from '../../../electron/contract/draft.ts';
import { readEndings } from '../../../electron/contract/fileKinds.ts';
import type { FilePreview } from '../../../electron/contract/forms.ts';
import { DropArea } from '../../components/DropArea.tsx';
import type { DroppedFile } from '../../components/droppedFiles.ts';
import { Field } from '../../components/Field.tsx';
import { say } from '../../store/engineStore.ts';
import { type CorpusFile, corpusFile, type DraftForm, withGold } from './draftForm.ts';
import { PreviewTable } from './PreviewTable.tsx';
import { ReadingFields } from './ReadingFields.tsx';
import { signOfLabels } from './signOfLabels.ts';
import { takeCorpus } from './takeCorpus.ts';

/** The user's documents; recipes that use retrieval need some, S3 does not. */
export function CorpusFields({
  form,
  onChange,
}: {
  form: DraftForm;
  onChange: (part: Partial<DraftForm>) => void;
}) {
  const [busy, setBusy] = useState<string | null>(null);
  const take = async (files: readonly DroppedFile[]) => {
    if (files.length === 0) return;
    setBusy('Reading …');
    const { previews, leftOut } = await takeCorpus(files, (done, total) =>
      setBusy(`Reading ${done.toLocaleString('en')} of ${total.toLocaleString('en')} …`),
    );
    setBusy(null);
    if (previews.length > 0) {
      onChange({ corpus: [...form.corpus, ...previews.map(corpusFile)] });
    }
    if (leftOut > 0) {
      say(`${leftOut} ${leftOut === 1 ? 'file' : 'files'} of other kinds left out.`);
    }
  };
  const replace = (file: CorpusFile, by: CorpusFile) =>
    onChange({ corpus: form.corpus.map((one) => (one === file ? by : one)) });
  const without = (file: CorpusFile) => form.corpus.filter((one) => one !== file);
  return (
    <section className="stack" aria-labelledby="corpus">
      <h2 id="corpus">Your documents</h2>
      <p className="muted">
        Optional. Rows can be written from passages of your own texts, which makes them more varied.
      </p>
      <DropArea
        label="Add files of documents"
        accept={readEndings().join(',')}
        multiple
        busy={busy}
        onFiles={(files) => void take(files)}
      />
      {form.corpus.map((file) => (
        <div className="card stack" key={file.preview.file}>
          <div className="row">
            <strong>{file.preview.name}</strong>
            <span className="muted">
              {file.preview.rows.toLocaleString('en')}{' '}
              {file.preview.rows === 1 ? 'document' : 'documents'}
            </span>
            <button
              type="button"
              className="button quiet"
              onClick={() => onChange({ corpus: without(file) })}
            >
              Remove
            </button>
          </div>
          <LabelledNotice
            file={file}
            form={form}
            onDocuments={() => replace(file, { ...file, areDocuments: true })}
            onGold={(split) =>
              onChange({ ...withGold(form, split, file.preview), corpus: without(file) })
            }
            onLeaveOut={() => onChange({ corpus: without(file) })}
          />
          {file.text === '' ? null : (
            <Field label="Column of the text">
              {(ids) => (
                <select
                  {...ids}
                  className="input narrow"
                  value={file.text}
                  onChange={(event) => replace(file, { ...file, text: event.target.value })}
                >
                  {file.preview.columns.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </select>
              )}
            </Field>
          )}
          {file.preview.kind === 'folder' ? null : (
            <ReadingFields
              preview={file.preview}
              as="documents"
              onRead={(preview) => replace(file, corpusFile(preview))}
            />
          )}
          <LeftOut preview={file.preview} />
          <PreviewTable preview={file.preview} columns={[file.title, file.text || 'text']} />
        </div>
      ))}
    </section>
  );
}

/** What of a file or folder is not read. */
function LeftOut({ preview: { duplicates, empty, otherFiles } }: { preview: FilePreview }) {
  const parts = [
    duplicates > 0 ? `${duplicates.toLocaleString('en')} with the text of another one` : '',
    empty > 0 ? `${empty.toLocaleString('en')} without text` : '',
    otherFiles > 0 ? `${otherFiles.toLocaleString('en')} files of other kinds` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : <p className="muted small">Left out: {parts.join(', ')}.</p>;
}

/**
 * Asks what a file is if it looks labelled; nothing is imported from it before the user has
 * answered.
 */
function LabelledNotice({
  file,
  form,
  onDocuments,
  onGold,
  onLeaveOut,
}: {
  file: CorpusFile;
  form: DraftForm;
  onDocuments: () => void;
  onGold: (split: Split) => void;
  onLeaveOut: () => void;
}) {
  const sign = signOfLabels(file, form);
  if (sign === null) return null;
  const open = (['seed', 'validation', 'test'] as const).filter((split) => !form.gold[split]);
  return (
    <div className="notice warn" role="alert">
      <div className="stack">
        <p>
          {sign} Labelled texts should not be documents: rows would be written from texts that the
          student is then measured on, and its figures would be too good.
        </p>
        <div className="row">
          {open.map((split) => (
            <button type="button" className="button" key={split} onClick={() => onGold(split)}>
              Use it as {split} examples
            </button>
          ))}
          <button type="button" className="button" onClick={onLeaveOut}>
            Leave it out
          </button>
          <button type="button" className="button" onClick={onDocuments}>
            Use it as documents
          </button>
        </div>
      </div>
    </div>
  );
}
