import { useMutation } from '@tanstack/react-query';
import type { FormField, RecipeForm } from '../../../electron/contract/forms.ts';
import type { AttrpromptSettings } from '../../../electron/contract/recipes/attrprompt.ts';
import type { ProjectSummary } from '../../../electron/contract/snapshot.ts';
import { hasGold } from '../../components/hasGold.ts';
import { SettingInput } from '../../components/SettingInput.tsx';
import type { Engine } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';
import { useTyped } from '../../store/useTyped.ts';
import { AttributesEditor } from './AttributesEditor.tsx';
import { Estimate } from './Estimate.tsx';
import { useUnusedAttributes } from './useAttributesDraft.ts';

const NEEDS = {
  seed: 'seed examples',
  validation: 'validation examples',
  corpus: 'documents',
  teacher: 'a teacher',
} as const;

type RecipeInput = Parameters<Engine['run']['start']>[0]['recipe'];

const ROWS_SUGGESTED = '300';
type Typed = Readonly<Record<string, string>>;
const NOTHING_TYPED: Typed = {};

/** A recipe and its settings, each with its default, range and source. */
export function RecipeCard({ form, project }: { form: RecipeForm; project: ProjectSummary }) {
  const [values, setValues] = useTyped(
    `settings of ${form.kind}, ${form.variant} in ${project.folder}`,
    NOTHING_TYPED,
  );
  const start = useMutation(queries.run.start.mutationOptions());
  const shown = (field: FormField) =>
    values[field.name] ?? String(field.default ?? (field.name === 'rows' ? ROWS_SUGGESTED : ''));
  const { draft } = project;
  const hasAttributes = form.kind === 'attrprompt' && form.variant === 'attributed';
  const isUnused = useUnusedAttributes(project) && hasAttributes;
  const isThere: Readonly<Record<keyof typeof NEEDS, boolean>> = {
    seed: hasGold(project, 'seed'),
    validation: hasGold(project, 'validation'),
    corpus: draft.corpus.length > 0,
    teacher: draft.teacher !== undefined,
  };
  const missing = form.needs.filter((need) => !isThere[need]).map((need) => NEEDS[need]);
  const recipe = {
    kind: form.kind,
    ...(form.variant ? { variant: form.variant } : {}),
    ...Object.fromEntries(
      form.fields.map((field) => [field.name, field.options ? shown(field) : Number(shown(field))]),
    ),
    ...(hasAttributes && draft.attributes ? { attributes: draft.attributes } : {}),
  } as RecipeInput;
  const rows = form.fields.find(({ name }) => name === 'rows');
  const others = form.fields.filter(({ name }) => name !== 'rows');
  return (
    <form
      className={form.isSuggested ? 'card stack chosen' : 'card stack'}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ recipe });
      }}
    >
      <div className="row">
        <h3>{form.plainName}</h3>
        <span className="muted small">{form.paperName}</span>
        {form.isSuggested ? <span className="badge">suggested</span> : null}
      </div>
      <p className="muted">{form.explanation}</p>
      <div className="row">
        {rows ? (
          <SettingInput field={rows} value={shown(rows)} onChange={change(setValues)} />
        ) : null}
        <button
          type="submit"
          className="button primary"
          disabled={start.isPending || missing.length > 0}
        >
          {start.isPending ? 'Looking at the data …' : 'Start'}
        </button>
        {missing.length === 0 ? <Estimate key={JSON.stringify(recipe)} recipe={recipe} /> : null}
        {missing.length > 0 ? (
          <span className="muted small">
            Needs {missing.join(' and ')}, which this project lacks.
          </span>
        ) : null}
      </div>
      {isUnused ? (
        <p className="muted small">
          What rows differ in was changed below, and a run does not use it yet.
        </p>
      ) : null}
      <details>
        <summary>Settings</summary>
        <div className="settings">
          {others.map((field) => (
            <SettingInput
              key={field.name}
              field={field}
              value={shown(field)}
              onChange={change(setValues)}
            />
          ))}
        </div>
      </details>
      {hasAttributes ? (
        <details>
          <summary>What rows differ in</summary>
          <AttributesEditor recipe={recipe as AttrpromptSettings} project={project} />
        </details>
      ) : null}
    </form>
  );
}

const change = (set: (update: (before: Typed) => Typed) => void) => (name: string, value: string) =>
  set((before) => ({ ...before, [name]: value }));
