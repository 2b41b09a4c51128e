import './attributes.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { AttributesPage } from '../../../electron/contract/attributesPage.ts';
import { labelNames } from '../../../electron/contract/labelNames.ts';
import type { AttrpromptSettings } from '../../../electron/contract/recipes/attrprompt.ts';
import type { ProjectSummary } from '../../../electron/contract/snapshot.ts';
import { useJobs } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { AddAttribute } from './AddAttribute.tsx';
import { AttributeBlock } from './AttributeBlock.tsx';
import { CombinationCount } from './CombinationCount.tsx';
import { ListWithTeacher } from './ListWithTeacher.tsx';
import {
  attributesIn,
  emptyAttribute,
  isEmpty,
  listMarks,
  type TypedAttribute,
  textsOf,
  typedAttributes,
} from './typedAttributes.ts';
import {
  takeListed,
  typeAttributes,
  useAttributesDraft,
  useUnusedAttributes,
} from './useAttributesDraft.ts';

interface EditorProps {
  /** The card's settings, whose lists are the editor's. */
  readonly recipe: Omit<AttrpromptSettings, 'attributes'>;
  readonly project: ProjectSummary;
}

/** What AttrPrompt's rows differ in: listed by the teacher, and corrected by people, before rows are written. */
export function AttributesEditor(props: EditorProps) {
  const { data: page, error } = useQuery(
    queries.attributes.page.queryOptions({ meta: { isShownInPlace: true } }),
  );
  if (page) return <Editor {...props} page={page} />;
  return error ? <p className="muted">{error.message}</p> : null;
}

function Editor({ recipe, project, page }: EditorProps & { readonly page: AttributesPage }) {
  const { folder, draft } = project;
  const labels = labelNames(draft.task);
  const kept = useAttributesDraft((state) => (state.folder === folder ? state.typed : null));
  const typed = kept ?? typedAttributes(page.asked, draft.attributes ?? {});
  const { listed } = page;
  useEffect(() => {
    if (listed) takeListed(folder, typed, listed, labels);
  });
  const newName = useRef<HTMLInputElement>(null);
  const save = useMutation(queries.attributes.save.mutationOptions());
  const isUnused = useUnusedAttributes(project);
  const isListing = useJobs().some(
    ({ kind, state }) => kind === 'attributes' && state === 'working',
  );
  const attributes = attributesIn(typed, labels);
  const hasFault = typed.some((one) => hasFaultyList(one, labels));
  const setTyped = (next: readonly TypedAttribute[]) => typeAttributes(folder, { typed: next });
  return (
    <div className="attributes stack">
      <p className="muted">
        Each row is written to one value of every list, drawn at random. Write a value on each line;
        what you leave empty, the teacher lists.
      </p>
      <ListWithTeacher
        recipe={{ ...recipe, attributes }}
        page={page}
        labels={labels.length}
        isTooLong={typed.some((one) => hasFaultyList({ ...one, isAsked: true }, labels, true))}
      />
      {listed && listed.notes.length > 0 ? (
        <ul className="notes">
          {listed.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
      {typed.map((attribute) => (
        <AttributeBlock
          key={attribute.name}
          attribute={attribute}
          labels={labels}
          isListing={isListing}
          onChange={(changed) =>
            setTyped(typed.map((one) => (one.name === changed.name ? changed : one)))
          }
          onRemove={() => {
            setTyped(typed.filter(({ name }) => name !== attribute.name));
            // the button that had the focus is gone
            newName.current?.focus();
          }}
        />
      ))}
      <AddAttribute
        ref={newName}
        folder={folder}
        taken={typed.map(({ name }) => name)}
        onAdd={(name) => setTyped([...typed, emptyAttribute({ name, isOfLabel: false })])}
      />
      <CombinationCount
        attributes={Object.keys(attributes).length === typed.length ? attributes : null}
        {...{ labels, lengths: page.lengths, recipe }}
      />
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={hasFault || !isUnused || save.isPending}
          onClick={() => save.mutate({ attributes })}
        >
          Use these
        </button>
        <span className="muted small" role="status">
          {isListing
            ? 'The teacher is still listing.'
            : sentenceOnUse(hasFault, isUnused, Object.keys(draft.attributes ?? {}).length > 0)}
        </span>
      </div>
    </div>
  );
}

/** @param isFree whether no list of the attribute has to have a value, if the teacher can list them */
function hasFaultyList(
  attribute: TypedAttribute,
  labels: readonly string[],
  isFree = isEmpty(attribute, labels),
): boolean {
  const { isAsked } = attribute;
  return textsOf(attribute, labels).some(
    ({ text }) => listMarks(text, { isAsked, isFree }).fault !== null,
  );
}

function sentenceOnUse(hasFault: boolean, isUnused: boolean, isSaved: boolean): string {
  if (hasFault) return 'First fill or remove what is marked.';
  if (isUnused) return 'The next run does not use these lists yet.';
  return isSaved ? 'The next run uses these lists.' : '';
}
