import { FileDrop } from '../../components/FileDrop.tsx';
import { type DraftForm, likelyColumn } from './draftForm.ts';
import { PreviewTable } from './PreviewTable.tsx';

/** The user's documents; recipes that retrieve need some, S3 does not. */
export function CorpusFields({
  form,
  onChange,
}: {
  form: DraftForm;
  onChange: (part: Partial<DraftForm>) => void;
}) {
  return (
    <section className="stack" aria-labelledby="corpus">
      <h2 id="corpus">Your documents</h2>
      <p className="muted">
        Optional. Rows can be written from passages of your own texts, which makes them more varied.
      </p>
      <FileDrop
        label="Add a file of documents"
        accept=".jsonl,.csv,.txt,.md"
        onFile={(preview) =>
          onChange({
            corpus: [
              ...form.corpus,
              {
                preview,
                text: /\.(jsonl|csv)$/i.test(preview.name) ? likelyColumn(preview, 'text') : '',
                title: likelyColumn(preview, 'title'),
              },
            ],
          })
        }
      />
      {form.corpus.map(({ preview, text, title }, index) => (
        <div className="card stack" key={preview.file}>
          <div className="row">
            <strong>{preview.name}</strong>
            <span className="muted">{preview.rows.toLocaleString('en')} documents</span>
            <button
              type="button"
              className="button quiet"
              onClick={() => onChange({ corpus: form.corpus.filter((_, i) => i !== index) })}
            >
              Remove
            </button>
          </div>
          <PreviewTable preview={preview} columns={[title, text || 'text']} />
        </div>
      ))}
    </section>
  );
}
