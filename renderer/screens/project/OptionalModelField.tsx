import { useQuery } from '@tanstack/react-query';
import { Field } from '../../components/Field.tsx';
import { modelStates } from '../../components/modelStates.ts';
import { queries } from '../../store/queries.ts';

/** A model that a project can do without. */
export function OptionalModelField({
  label,
  help,
  modelRole,
  none,
  except,
  value,
  onChange,
}: {
  label: string;
  help: string;
  modelRole: string;
  /** What does its work if no model is chosen. */
  none: string;
  /** The name of a model that is not offered. */
  except?: string | undefined;
  value: string | undefined;
  onChange: (model: string | undefined) => void;
}) {
  const { data: models = [] } = useQuery(queries.models.list.queryOptions());
  return (
    <Field label={label} help={help}>
      {(ids) => (
        <select
          {...ids}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value || undefined)}
        >
          <option value="">{none}</option>
          {models
            .filter(({ roles, name }) => roles.includes(modelRole) && name !== except)
            .map(({ name, state }) => (
              <option key={name} value={name}>
                {name} ({modelStates[state]})
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}
