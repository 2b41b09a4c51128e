import { readEndings } from '../../../electron/contract/fileKinds.ts';
import type { FilePreview } from '../../../electron/contract/forms.ts';
import type { UseSource } from '../../../electron/contract/use.ts';
import { Field } from '../../components/Field.tsx';
import { FileDrop } from '../../components/FileDrop.tsx';
import { likelyColumn } from '../project/draftForm.ts';
import { PreviewTable } from '../project/PreviewTable.tsx';
import { ReadingFields } from '../project/ReadingFields.tsx';

/** The form's values for all three sources of texts, of which one is chosen. */
export interface UseSourceForm {
  readonly kind: UseSource['kind'];
  readonly text: string;
  readonly file: { readonly preview: FilePreview; readonly column: string } | null;
}

/** Converts the form to a source; null while it is incomplete. */
export function sourceOf({ kind, text, file }: UseSourceForm): UseSource | null {
  if (kind === 'corpus') return { kind };
  if (kind === 'pasted') return text.trim() === '' ? null : { kind, text };
  return file
    ? { kind, file: file.preview.file, column: file.column, ...file.preview.reading }
    : null;
}

const KINDS = [
  { kind: 'pasted', title: 'Paste texts' },
  { kind: 'file', title: 'A file' },
  { kind: 'corpus', title: 'Your documents' },
] as const;

export function SourceFields({
  form,
  hasCorpus,
  onChange,
}: {
  form: UseSourceForm;
  hasCorpus: boolean;
  onChange: (part: Partial<UseSourceForm>) => void;
}) {
  return (
    <fieldset className="stack">
      <legend>
        <h2>Which texts</h2>
      </legend>
      <div className="row">
        {KINDS.map(({ kind, title }) => (
          <label className="row" key={kind}>
            <input
              type="radio"
              name="source"
              checked={form.kind === kind}
              disabled={kind === 'corpus' && !hasCorpus}
              onChange={() => onChange({ kind })}
            />
            {title}
          </label>
        ))}
      </div>
      {form.kind === 'pasted' ? (
        <Field label="Texts" help="One on each line.">
          {(ids) => (
            <textarea
              {...ids}
              className="input"
              rows={6}
              value={form.text}
              onChange={(event) => onChange({ text: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {form.kind === 'file' ? (
        <>
          <FileDrop
            label={form.file ? 'Choose another file' : 'Choose a file of texts'}
            accept={readEndings().join(',')}
            take={(engine, sent) => engine.use.take(sent)}
            onFile={(preview) =>
              onChange({ file: { preview, column: likelyColumn(preview, 'text') } })
            }
          />
          {form.file ? <ChosenFile {...form.file} onChange={onChange} /> : null}
        </>
      ) : null}
      {form.kind === 'corpus' ? (
        <p className="muted">Every document of the project, with its title if it has one.</p>
      ) : null}
    </fieldset>
  );
}

function ChosenFile({
  preview,
  column,
  onChange,
}: {
  preview: FilePreview;
  column: string;
  onChange: (part: Partial<UseSourceForm>) => void;
}) {
  return (
    <div className="card stack">
      {preview.columns.length > 1 ? (
        <Field label="Column of the text">
          {(ids) => (
            <select
              {...ids}
              className="input narrow"
              value={column}
              onChange={(event) => onChange({ file: { preview, column: event.target.value } })}
            >
              {preview.columns.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      <ReadingFields
        preview={preview}
        as="texts"
        onRead={(again) => {
          const isThere = again.columns.includes(column);
          onChange({
            file: { preview: again, column: isThere ? column : likelyColumn(again, 'text') },
          });
        }}
      />
      <PreviewTable preview={preview} columns={[column]} />
    </div>
  );
}
