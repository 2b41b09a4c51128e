import { useId } from 'react';
import {
  isEmpty,
  type ListMarks,
  listMarks,
  type TypedAttribute,
  textsOf,
  valuesIn,
  withListFor,
  withText,
} from './typedAttributes.ts';

const FEWEST_LINES = 4;
const MOST_LINES = 14;

/** An attribute with its lists: one for all labels, or one for each. */
export function AttributeBlock({
  attribute,
  labels,
  isListing,
  onChange,
  onRemove,
}: {
  attribute: TypedAttribute;
  labels: readonly string[];
  /** Whether the teacher is filling empty lists now. */
  isListing: boolean;
  onChange: (attribute: TypedAttribute) => void;
  onRemove: () => void;
}) {
  const { name, isAsked, isOfLabel } = attribute;
  const heading = useId();
  const nothing = isEmpty(attribute, labels);
  const clear = () => onChange({ ...attribute, forAll: '', ofLabel: {} });
  return (
    <section className="attribute stack" aria-labelledby={heading}>
      <div className="row apart">
        <h4 id={heading}>{name}</h4>
        <div className="row">
          <select
            className="input lists-for"
            aria-label={`Lists of ${name}`}
            value={isOfLabel ? 'each' : 'all'}
            onChange={(event) =>
              onChange(withListFor(attribute, event.target.value === 'each', labels))
            }
          >
            <option value="all">one list for all labels</option>
            <option value="each">a list for each label</option>
          </select>
          {isAsked ? (
            <button type="button" className="button" disabled={nothing} onClick={clear}>
              Clear {name}
            </button>
          ) : (
            <button type="button" className="button" onClick={onRemove}>
              Remove {name}
            </button>
          )}
        </div>
      </div>
      {isAsked && nothing ? (
        <p className="muted small">Nothing is here yet: a run asks the teacher for it.</p>
      ) : null}
      <div className="attribute-lists">
        {textsOf(attribute, labels).map(({ label, text }) => (
          <ValueList
            key={label}
            name={name}
            label={label}
            text={text}
            marks={listMarks(text, { isAsked, isFree: nothing || isListing })}
            onChange={(changed) => onChange(withText(attribute, label, changed))}
          />
        ))}
      </div>
    </section>
  );
}

/** A text of one value a line, and what is to be said of it. */
function ValueList({
  name,
  label,
  text,
  marks: { fault, repeats },
  onChange,
}: {
  name: string;
  label: string | null;
  text: string;
  marks: ListMarks;
  onChange: (text: string) => void;
}) {
  const id = useId();
  const said = `${id}-said`;
  const values = valuesIn(text).length;
  return (
    <div className="field">
      <div className="row apart">
        <label htmlFor={id}>
          <span className="visually-hidden">{name}: </span>
          {label ?? 'for all labels'}
        </label>
        <span className="muted small figures-text">
          {values.toLocaleString('en')} {values === 1 ? 'value' : 'values'}
        </span>
      </div>
      <textarea
        id={id}
        className="input"
        rows={Math.min(MOST_LINES, Math.max(FEWEST_LINES, text.split('\n').length + 1))}
        value={text}
        aria-invalid={fault !== null}
        aria-describedby={said}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={said} className="small">
        {fault ? <p className="list-fault">{fault}</p> : null}
        {repeats ? <p className="list-repeats">{repeats}</p> : null}
      </div>
    </div>
  );
}
