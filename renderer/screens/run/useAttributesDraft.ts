import { useMemo } from 'react';
import { create } from 'zustand';
import type { ListedAttributes } from '../../../electron/contract/attributesPage.ts';
import { labelNames } from '../../../electron/contract/labelNames.ts';
import type { ProjectSummary } from '../../../electron/contract/snapshot.ts';
import { attributesIn, type TypedAttribute, withListed } from './typedAttributes.ts';

interface AttributesDraft {
  /** The project that it was typed for. */
  readonly folder: string | null;
  /** Null until something is typed. */
  readonly typed: readonly TypedAttribute[] | null;
  /** The name of an attribute that is being added. */
  readonly newName: string;
  /** The listing whose values were taken. */
  readonly taken: string | null;
}

const EMPTY: AttributesDraft = { folder: null, typed: null, newName: '', taken: null };

/** What is typed of AttrPrompt's attributes; it stays when the page is left. */
export const useAttributesDraft = create<AttributesDraft>(() => EMPTY);

/** Keeps what is typed for this project, in the place of what was typed for another. */
export function typeAttributes(
  folder: string,
  change: Partial<Omit<AttributesDraft, 'folder'>>,
): void {
  useAttributesDraft.setState((before) => ({
    ...(before.folder === folder ? before : EMPTY),
    ...change,
    folder,
  }));
}

/** Takes what the teacher listed, once, where nothing is typed. */
export function takeListed(
  folder: string,
  shown: readonly TypedAttribute[],
  { id, attributes }: ListedAttributes,
  labels: readonly string[],
): void {
  const { taken } = ofProject(folder);
  if (taken === id) return;
  typeAttributes(folder, { typed: withListed(shown, attributes, labels), taken: id });
}

function ofProject(folder: string): AttributesDraft {
  const state = useAttributesDraft.getState();
  return state.folder === folder ? state : EMPTY;
}

/** Whether lists were typed that the next run does not use yet. */
export function useUnusedAttributes({ folder, draft }: ProjectSummary): boolean {
  const typed = useAttributesDraft((state) => (state.folder === folder ? state.typed : null));
  return useMemo(() => {
    if (typed === null) return false;
    const labels = labelNames(draft.task);
    return !isSame(attributesIn(typed, labels), draft.attributes ?? {});
  }, [typed, draft]);
}

/** Whatever the order of attributes and labels. */
function isSame(a: object, b: object): boolean {
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value)
          .toSorted(([x], [y]) => x.localeCompare(y))
          .map(([name, inner]) => [name, sorted(inner)])
      : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}
