import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft } from '../../../electron/contract/draft.ts';
import { filterNames } from '../../../electron/contract/experiment.ts';
import type { FormField } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { SettingInput } from '../../components/SettingInput.tsx';
import { queries } from '../../store/queries.ts';
import { CorpusFields } from './CorpusFields.tsx';
import { type DraftForm, emptyForm, toDraft } from './draftForm.ts';
import { GoldFields } from './GoldFields.tsx';
import { ModelFields } from './ModelFields.tsx';
import { OptionalModelField } from './OptionalModelField.tsx';
import { taskForms } from './taskForms.ts';

/** The settings of the next run; existing runs do not change. */
export function EditProject({ saved, onDone }: { saved: Draft; onDone: () => void }) {
  const [draft, setDraft] = useState(saved);
  const { data: fields = [] } = useQuery(queries.project.studentForm.queryOptions());
  const { data: mapFields = [] } = useQuery(queries.project.dataMapForm.queryOptions());
  const saving = useMutation(queries.project.save.mutationOptions({ onSuccess: onDone }));
  const [added, setAdded] = useState<DraftForm>({ ...emptyForm, kind: saved.task.kind });
  const { task, cleaning, corpus, student } = draft;
  const { hasLabels, readsDocuments } = taskForms[task.kind];
  const models = { teacher: draft.teacher, encoder: draft.encoder, student: student.model };
  const add = (part: Partial<DraftForm>) => setAdded((before) => ({ ...before, ...part }));
  const save = () => {
    const { gold = {}, corpus: more = [] } = toDraft(added);
    saving.mutate({
      draft: { ...draft, gold: { ...draft.gold, ...gold }, corpus: [...corpus, ...more] },
    });
  };
  const mean = (label: string, meaning: string) =>
    setDraft({
      ...draft,
      task: {
        ...task,
        labels: task.labels.map((one) => (one.name === label ? { ...one, meaning } : one)),
      },
    });
  const train = (field: FormField, value: string) =>
    setDraft({
      ...draft,
      student: { ...student, [field.name]: field.options ? value : Number(value) },
    });
  const filter = (name: (typeof filterNames)[number], isOn: boolean) => {
    const others = cleaning.off.filter((off) => off !== name);
    setDraft({ ...draft, cleaning: { off: isOn ? others : [...others, name] } });
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <p className="muted">
        The next run uses these settings. Steps that they do not affect are not repeated.
      </p>
      {hasLabels ? (
        <section className="card stack" aria-labelledby="meanings">
          <h2 id="meanings">What the labels mean</h2>
          {task.labels.map(({ name: label, meaning }) => (
            <Field key={label} label={label}>
              {(ids) => (
                <input
                  {...ids}
                  className="input"
                  required
                  value={meaning}
                  onChange={(event) => mean(label, event.target.value)}
                />
              )}
            </Field>
          ))}
        </section>
      ) : null}
      <section className="card stack">
        <ModelFields
          form={models}
          onChange={(change) => {
            const { teacher, encoder, student: model } = { ...models, ...change };
            const { teacher: _, ...others } = draft;
            setDraft({
              ...others,
              ...(teacher === undefined ? {} : { teacher }),
              encoder,
              student: { ...student, model },
            });
          }}
        />
        <OptionalModelField
          label="Base model"
          help="Writes the drafts of recipes with refine: on, best a model that is not trained to chat. The teacher refines them."
          modelRole="teacher"
          none="the teacher drafts itself"
          except={draft.teacher}
          value={draft.base}
          onChange={(base) => {
            const { base: _, ...others } = draft;
            setDraft(base === undefined ? others : { ...others, base });
          }}
        />
        <OptionalModelField
          label="Tagger"
          help="Finds the names in texts, for the page Measure. Rules and word lists know English only."
          modelRole="tagger"
          none="rules and word lists"
          value={draft.tagger}
          onChange={(tagger) => {
            const { tagger: _, ...others } = draft;
            setDraft(tagger === undefined ? others : { ...others, tagger });
          }}
        />
      </section>
      <section className="card stack" aria-labelledby="training">
        <h2 id="training">How the student is trained</h2>
        <div className="settings">
          {fields.map((field) => (
            <SettingInput
              key={field.name}
              field={field}
              value={String(student[field.name as keyof typeof student])}
              onChange={(_, value) => train(field, value)}
            />
          ))}
        </div>
      </section>
      <section className="card stack" aria-labelledby="cleaning">
        <h2 id="cleaning">Cleaning</h2>
        <p className="muted">Rows that a filter drops stay in the project and can be viewed.</p>
        <div className="row">
          {filterNames.map((name) => (
            <label key={name} className="row small">
              <input
                type="checkbox"
                checked={!cleaning.off.includes(name)}
                onChange={(event) => filter(name, event.target.checked)}
              />
              {name}
            </label>
          ))}
        </div>
        <SettingInput
          field={SEED}
          value={String(draft.seed)}
          onChange={(_, value) => setDraft({ ...draft, seed: Number(value) })}
        />
      </section>
      {hasLabels ? (
        <section className="card stack" aria-labelledby="data-map">
          <h2 id="data-map">Data map</h2>
          <p className="muted">
            How a student's certainty about each row changed during training. The lowest rows can be
            left out; Results then shows a student trained without them too.
          </p>
          <div className="settings">
            {mapFields.map((field) => (
              <SettingInput
                key={field.name}
                field={field}
                value={String(draft.dataMap[field.name as keyof typeof draft.dataMap])}
                onChange={(name, value) =>
                  setDraft({
                    ...draft,
                    dataMap: { ...draft.dataMap, [name]: field.options ? value : Number(value) },
                  })
                }
              />
            ))}
          </div>
        </section>
      ) : null}
      {corpus.length > 0 ? (
        <section className="card stack" aria-labelledby="documents">
          <h2 id="documents">Documents</h2>
          {corpus.map(({ file }) => (
            <div key={file} className="row spread">
              <span className="mono small">{file}</span>
              <button
                type="button"
                className="button quiet"
                onClick={() =>
                  setDraft({ ...draft, corpus: corpus.filter((part) => part.file !== file) })
                }
              >
                Leave it out
              </button>
            </div>
          ))}
        </section>
      ) : null}
      {readsDocuments ? (
        <details className="card stack">
          <summary>Add documents</summary>
          <CorpusFields form={added} onChange={add} />
        </details>
      ) : null}
      <details className="card stack">
        <summary>Add labelled examples, or take other files for a split</summary>
        <GoldFields form={added} onChange={add} />
      </details>
      <div className="row">
        <button type="submit" className="button primary" disabled={saving.isPending}>
          {saving.isPending ? 'Saving …' : 'Save'}
        </button>
        <button type="button" className="button" onClick={onDone}>
          Leave it as it is
        </button>
      </div>
    </form>
  );
}

const SEED: FormField = {
  name: 'seed',
  description: 'decides every random draw: another seed writes other rows',
  source: 'ours',
  default: 0,
  min: 0,
  above: null,
  max: null,
  whole: true,
  options: null,
};
