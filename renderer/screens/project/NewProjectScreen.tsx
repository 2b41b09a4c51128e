import { useState } from 'react';
import type { GoldCheck } from '../../../electron/contract/forms.ts';
import { type TaskKind, taskKinds } from '../../../electron/contract/taskKinds.ts';
import { Field } from '../../components/Field.tsx';
import { attempt } from '../../store/engineStore.ts';
import { goTo } from '../../store/navigation.ts';
import { forgetTyped, useTyped } from '../../store/useTyped.ts';
import { CorpusFields } from './CorpusFields.tsx';
import { type DraftForm, emptyForm, toDraft } from './draftForm.ts';
import { GoldFields } from './GoldFields.tsx';
import { LabelFields } from './LabelFields.tsx';
import { ModelFields } from './ModelFields.tsx';
import { PromptField } from './PromptField.tsx';
import { SplitTable } from './SplitTable.tsx';
import { signOfLabels } from './signOfLabels.ts';
import { taskForms } from './taskForms.ts';

/**
 * Switches the form to another kind of task, which has other prompts; the columns of its files are
 * chosen again.
 */
function ofKind(kind: TaskKind): Partial<DraftForm> {
  const { promptSets, hasLabels } = taskForms[kind];
  return {
    kind,
    prompts: promptSets[0],
    gold: {},
    ...(hasLabels ? {} : { labels: emptyForm.labels }),
  };
}

const PAGE = 'new project';

export function NewProjectScreen() {
  const [form, setForm] = useTyped(PAGE, emptyForm);
  const [check, setCheck] = useState<GoldCheck | null>(null);
  const change = (part: Partial<DraftForm>) => {
    setForm((before) => ({ ...before, ...part }));
    setCheck(null);
  };
  const look = async () => {
    const answer = await attempt((engine) => engine.files.checkGold({ draft: toDraft(form) }));
    setCheck(answer ?? null);
    return answer !== undefined;
  };
  const create = async () => {
    if (!(await look())) return;
    const made = await attempt(async (engine) => {
      await engine.start.create({ name: form.name, draft: toDraft(form) });
      return true;
    });
    const hasGold = Object.values(form.gold).some((file) => file !== undefined);
    if (!made) return;
    forgetTyped(PAGE);
    goTo(hasGold ? 'run' : 'label');
  };
  const { hasLabels, readsDocuments } = taskForms[form.kind];
  const names = form.labels.map(({ name }) => name.trim()).filter((name) => name !== '');
  const twice = hasLabels ? names.find((name, at) => names.indexOf(name) !== at) : undefined;
  const hasNames =
    form.name.trim() !== '' && (!hasLabels || (names.length >= 2 && twice === undefined));
  const unclear = form.corpus.find((file) => signOfLabels(file, form) !== null);
  const isComplete = hasNames && !unclear;
  return (
    <form
      className="page"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      <header>
        <h1>New project</h1>
      </header>
      <Field label="Name" help="Becomes the project's folder.">
        {(ids) => (
          <input
            {...ids}
            className="input path"
            value={form.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Kind of task"
        help="For a pair, the first text is given and the second is written; for a question, the text and its answer are given."
      >
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={form.kind}
            onChange={(event) => change(ofKind(event.target.value as TaskKind))}
          >
            {taskKinds.map((kind) => (
              <option key={kind} value={kind}>
                {taskForms[kind].title}
              </option>
            ))}
          </select>
        )}
      </Field>
      <GoldFields form={form} onChange={change} />
      {hasLabels ? (
        <LabelFields form={form} onChange={change} />
      ) : (
        <PromptField form={form} onChange={change} />
      )}
      {readsDocuments ? <CorpusFields form={form} onChange={change} /> : null}
      <ModelFields form={form} onChange={change} />
      {check ? <SplitTable check={check} /> : null}
      <div className="row">
        <button type="button" className="button" onClick={() => void look()} disabled={!isComplete}>
          Check the data
        </button>
        <button type="submit" className="button primary" disabled={!isComplete}>
          Create the project
        </button>
        {hasNames ? null : (
          <span className="muted small">
            {twice === undefined
              ? `A project needs a name${hasLabels ? ' and two labels or more' : ''}.`
              : `Two labels are called ${twice}: rename one of them.`}
          </span>
        )}
        {unclear ? (
          <span className="muted small">
            Say what {unclear.preview.name} is, under Your documents.
          </span>
        ) : null}
      </div>
    </form>
  );
}
