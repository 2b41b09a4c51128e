import { type Ref, useId } from 'react';
import { ATTRIBUTE_NAME } from '../../../electron/contract/recipes/attrprompt.ts';
import { typeAttributes, useAttributesDraft } from './useAttributesDraft.ts';

/** Adds an attribute of people's own by its name. */
export function AddAttribute({
  ref,
  folder,
  taken,
  onAdd,
}: {
  ref: Ref<HTMLInputElement>;
  folder: string;
  taken: readonly string[];
  onAdd: (name: string) => void;
}) {
  const id = useId();
  const typed = useAttributesDraft((state) => (state.folder === folder ? state.newName : ''));
  const name = typed.trim();
  const fault = name === '' ? null : faultOf(name, taken);
  const add = () => {
    if (name === '' || fault !== null) return;
    typeAttributes(folder, { newName: '' });
    onAdd(name);
  };
  return (
    <div className="another-attribute field">
      <label htmlFor={id}>Another attribute</label>
      <div className="row">
        <input
          ref={ref}
          id={id}
          className="input attribute-name"
          value={typed}
          placeholder="speaker"
          aria-invalid={fault !== null}
          aria-describedby={`${id}-said`}
          onChange={(event) => typeAttributes(folder, { newName: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            // the form around it would start a run
            event.preventDefault();
            add();
          }}
        />
        <button
          type="button"
          className="button"
          disabled={name === '' || fault !== null}
          onClick={add}
        >
          Add an attribute
        </button>
      </div>
      <span id={`${id}-said`} className={fault ? 'small list-fault' : 'help'}>
        {fault ??
          `A row’s prompt then says: the ${name || 'speaker'} should be ‘a value of its list’.`}
      </span>
    </div>
  );
}

function faultOf(name: string, taken: readonly string[]): string | null {
  if (!ATTRIBUTE_NAME.test(name))
    return 'A name has 1 to 40 letters from a to z, digits, spaces, - and _.';
  const same = taken.find((other) => other.toLowerCase() === name.toLowerCase());
  return same ? `There is an attribute ${same} already.` : null;
}
