import type { Split } from '../../../electron/contract/draft.ts';
import { tableEndings } from '../../../electron/contract/fileKinds.ts';
import { FileDrop } from '../../components/FileDrop.tsx';
import {
  type DraftForm,
  type GoldFile,
  goldFilePart,
  readAgain,
  withFile,
  withGold,
} from './draftForm.ts';
import { LabelCounts } from './LabelCounts.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { ReadingFields } from './ReadingFields.tsx';
import { RepeatNotices } from './RepeatNotices.tsx';
import { taskForms } from './taskForms.ts';

const SPLITS: readonly { split: Split; title: string; what: string }[] = [
  { split: 'seed', title: 'Seed', what: 'A few examples that the recipes write from.' },
  {
    split: 'validation',
    title: 'Validation',
    what: 'Chooses among students; S3 learns from the mistakes on it.',
  },
  { split: 'test', title: 'Test', what: 'Measures the finished student, once. Never shown.' },
];

/** Labelled files: one for each split, or one file that all splits are sampled from. */
export function GoldFields({
  form,
  onChange,
}: {
  form: DraftForm;
  onChange: (part: Partial<DraftForm>) => void;
}) {
  const columns = taskForms[form.kind];
  return (
    <section className="stack" aria-labelledby="gold">
      <h2 id="gold">Labelled examples</h2>
      <p className="muted">
        {columns.gold} The same file may serve several splits: give each a sample size, and no row
        is drawn twice.
      </p>
      <div className="grid-2">
        {SPLITS.map(({ split, title, what }) => {
          const file = form.gold[split];
          const others = Object.values(form.gold).filter((one) => one !== file);
          return (
            <div className="card stack" key={split}>
              <h3>{title}</h3>
              <p className="muted small">{what}</p>
              <FileDrop
                label={file ? 'Choose another file' : `Choose the ${title.toLowerCase()} file`}
                accept={tableEndings().join(',')}
                take={({ files }, sent) => files.takeRows(sent)}
                onFile={(preview) => onChange(withGold(form, split, preview))}
              />
              {!file && others[0] ? (
                <button
                  type="button"
                  className="button"
                  onClick={() => onChange({ gold: { ...form.gold, [split]: others[0] } })}
                >
                  Use {others[0].preview.name} here too
                </button>
              ) : null}
              {file ? (
                <>
                  <div className="row">
                    {columns.context === null ? null : (
                      <ColumnChoice
                        label={columns.context}
                        file={file}
                        value={file.context}
                        onChange={(context) =>
                          onChange({ gold: { ...form.gold, [split]: { ...file, context } } })
                        }
                      />
                    )}
                    <ColumnChoice
                      label={columns.text}
                      file={file}
                      value={file.text}
                      onChange={(text) => onChange(withFile(form, split, { ...file, text }))}
                    />
                    <ColumnChoice
                      label={columns.label}
                      file={file}
                      value={file.label}
                      onChange={(label) =>
                        onChange(withFile(form, split, { ...file, label, replace: {} }))
                      }
                    />
                    <label className="stack">
                      <span>Sample size</span>
                      <input
                        className="input narrow"
                        inputMode="numeric"
                        placeholder={`all ${file.preview.rows}`}
                        value={form.sizes[split]}
                        onChange={(event) =>
                          onChange({
                            sizes: {
                              ...form.sizes,
                              [split]: event.target.value.replace(/\D/g, ''),
                            },
                          })
                        }
                      />
                    </label>
                  </div>
                  {columns.hasLabels && form.sizes[split] !== '' ? (
                    <label className="row small">
                      <input
                        type="checkbox"
                        checked={form.isBalanced[split]}
                        onChange={(event) =>
                          onChange({
                            isBalanced: { ...form.isBalanced, [split]: event.target.checked },
                          })
                        }
                      />
                      Equally many rows of each label; otherwise with their shares in the file
                    </label>
                  ) : null}
                  <ReadingFields
                    preview={file.preview}
                    as="documents"
                    onRead={(preview) => onChange(readAgain(form, split, preview))}
                  />
                  {columns.hasLabels ? (
                    <LabelCounts
                      file={file}
                      onMerge={(from, to) =>
                        onChange(
                          withFile(form, split, {
                            ...file,
                            replace: { ...file.replace, [from]: to },
                          }),
                        )
                      }
                    />
                  ) : null}
                  {columns.hasLabels ? (
                    <RepeatNotices part={goldFilePart(file, form.kind)} />
                  ) : null}
                  <PreviewTable
                    preview={file.preview}
                    columns={[
                      ...(columns.context === null ? [] : [file.context]),
                      file.text,
                      file.label,
                    ]}
                  />
                </>
              ) : null}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function ColumnChoice({
  label,
  file,
  value,
  onChange,
}: {
  label: string;
  file: GoldFile;
  value: string;
  onChange: (column: string) => void;
}) {
  return (
    <label className="stack">
      <span>{label} column</span>
      <select
        className="input narrow"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {file.preview.columns.map((column) => (
          <option key={column}>{column}</option>
        ))}
      </select>
    </label>
  );
}
