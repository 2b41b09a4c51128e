import { Field } from '../../components/Field.tsx';
import type { DraftForm } from './draftForm.ts';
import { taskForms } from './taskForms.ts';

/** The choice of the teacher's prompts. */
export function PromptField({
  form,
  onChange,
}: {
  form: DraftForm;
  onChange: (part: Partial<DraftForm>) => void;
}) {
  const { promptSets, promptHelp } = taskForms[form.kind];
  return (
    <Field label="Prompts" help={promptHelp}>
      {(ids) => (
        <select
          {...ids}
          className="input narrow"
          value={form.prompts}
          onChange={(event) => onChange({ prompts: event.target.value })}
        >
          {promptSets.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
