import { useQuery } from '@tanstack/react-query';
import { Field } from '../../components/Field.tsx';
import { modelStates } from '../../components/modelStates.ts';
import { queries } from '../../store/queries.ts';

/** The model that finds names; undefined where rules and word lists do. */
export function TaggerField({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (tagger: string | undefined) => void;
}) {
  const { data: models = [] } = useQuery(queries.models.list.queryOptions());
  return (
    <Field
      label="Tagger"
      help="Finds the names in texts, for the page Measure. Rules and word lists know English only."
    >
      {(ids) => (
        <select
          {...ids}
          className="input"
          value={value ?? ''}
          onChange={(event) => onChange(event.target.value || undefined)}
        >
          <option value="">rules and word lists</option>
          {models
            .filter(({ roles }) => roles.includes('tagger'))
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
