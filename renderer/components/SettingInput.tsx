import { useId } from 'react';
import type { FormField } from '../../electron/contract/forms.ts';

/** A number or a choice from the experiment's schema, with its range and its default's source. */
export function SettingInput({
  field,
  value,
  onChange,
}: {
  field: FormField;
  value: string;
  onChange: (name: string, value: string) => void;
}) {
  const id = useId();
  const { name, description, min, above, max, whole, options, source } = field;
  const from = above !== null ? `more than ${above}` : min !== null ? `${min} or more` : '';
  const range = max === null ? from : min === null ? `${from}, up to ${max}` : `${min} to ${max}`;
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      {options ? (
        <select
          id={id}
          className="input narrow"
          value={value}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(name, event.target.value)}
        >
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          className="input narrow"
          type="number"
          min={min ?? undefined}
          max={max ?? undefined}
          step={whole ? 1 : 'any'}
          required
          value={value}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(name, event.target.value)}
        />
      )}
      <span className="help" id={`${id}-help`}>
        {description}
        {range ? `; ${range}` : ''}
        {source ? `; default from ${source}` : ''}
      </span>
    </div>
  );
}
