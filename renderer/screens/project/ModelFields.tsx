import { useQuery } from '@tanstack/react-query';
import type { ModelEntry } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { memorySentence } from '../../components/memorySentence.ts';
import { modelStates as STATES } from '../../components/modelStates.ts';
import { queries } from '../../store/queries.ts';
import type { DraftForm } from './draftForm.ts';

const ROLES = [
  { role: 'teacher', title: 'Teacher', what: 'The language model that writes the rows.' },
  { role: 'encoder', title: 'Encoder', what: 'Finds passages that are near to an example.' },
  { role: 'student', title: 'Student', what: 'The small model that learns from the rows.' },
] as const;

/** Whether a model is installed, and the memory that it needs in a role. */
function helpOf({ state, memory, freeBytes }: ModelEntry, role: keyof ModelEntry['memory']) {
  const need = memory[role];
  const here = `It is ${STATES[state]}`;
  return need ? `${here}; ${need.basis}, it ${memorySentence(need, freeBytes)}.` : `${here}.`;
}

type Models = Pick<DraftForm, (typeof ROLES)[number]['role']>;

export function ModelFields({
  form,
  onChange,
}: {
  form: Models;
  onChange: (part: Partial<Models>) => void;
}) {
  const { data: models = [] } = useQuery(queries.models.list.queryOptions());
  return (
    <section className="stack" aria-labelledby="models">
      <h2 id="models">Models</h2>
      <div className="grid-2">
        {ROLES.map(({ role, title, what }) => {
          const chosen = models.find(({ name }) => name === form[role]);
          return (
            <Field
              key={role}
              label={title}
              help={chosen ? `${what} ${helpOf(chosen, role)}` : what}
            >
              {(ids) => (
                <select
                  {...ids}
                  className="input"
                  value={form[role] ?? ''}
                  onChange={(event) => onChange({ [role]: event.target.value || undefined })}
                >
                  {role === 'teacher' ? (
                    <option value="">none (rows are only found among your documents)</option>
                  ) : null}
                  {models
                    .filter(({ roles }) => roles.includes(role))
                    .map(({ name, state }) => (
                      <option key={name} value={name}>
                        {name} ({STATES[state]})
                      </option>
                    ))}
                </select>
              )}
            </Field>
          );
        })}
      </div>
      <p className="muted small">
        A model that is not here yet can be fetched on the Models page; `stillroom models add` makes
        a file of yours known.
      </p>
    </section>
  );
}
