import { useQuery } from '@tanstack/react-query';
import { Field } from '../../components/Field.tsx';
import { queries } from '../../store/queries.ts';

/** The place of a server's key. */
export interface TypedKey {
  readonly key: string;
  readonly keyVariable: string;
}

const VARIABLE =
  'the name of a variable that begins with STILLROOM_, not the key. It is set before Stillroom starts.';

/** A key for the keychain, where the engine has one, or the variable that has the key. */
export function KeyFields({
  typed: { key, keyVariable },
  onChange,
}: {
  typed: TypedKey;
  onChange: (change: Partial<TypedKey>) => void;
}) {
  const { data: keychain } = useQuery(queries.endpoints.keychain.queryOptions());
  const why = keychain?.why ? ` ${keychain.why}` : '';
  const variable = (
    <Field
      label="Environment variable of its key"
      help={keychain?.canKeep ? `Or ${VARIABLE}` : `If it wants a key: ${VARIABLE}${why}`}
    >
      {(ids) => (
        <input
          {...ids}
          className="input"
          placeholder="STILLROOM_LAB_KEY"
          autoComplete="off"
          value={keyVariable}
          onChange={({ target }) => onChange({ keyVariable: target.value })}
        />
      )}
    </Field>
  );
  if (!keychain?.canKeep) return variable;
  return (
    <div className="settings">
      <Field
        label="Key"
        help="If it wants one. The keychain of this computer encrypts it, and it is not shown again."
      >
        {(ids) => (
          <input
            {...ids}
            type="password"
            className="input"
            autoComplete="off"
            value={key}
            onChange={({ target }) => onChange({ key: target.value })}
          />
        )}
      </Field>
      {variable}
    </div>
  );
}
