import { combinations } from '../../../electron/contract/combinations.ts';
import type {
  Attributes,
  AttrpromptSettings,
} from '../../../electron/contract/recipes/attrprompt.ts';

/** Labels whose numbers are told one by one. */
const MOST_LABELS = 6;

/** How many combinations of values there are, and how many of them the asked rows can be. */
export function CombinationCount({
  attributes,
  labels,
  lengths,
  recipe,
}: {
  /** Null while a list is missing. */
  attributes: Attributes | null;
  labels: readonly string[];
  lengths: number;
  recipe: Pick<AttrpromptSettings, 'rows' | 'verbalized'>;
}) {
  if (attributes === null) {
    return (
      <p className="muted">How many combinations there are is known when every list has values.</p>
    );
  }
  const { ofLabel, all, reachable } = combinations(attributes, labels, lengths, recipe);
  const counts = Object.entries(ofLabel).map(([label, n]) => `${label} ${count(n)}`);
  const each = counts.length <= MOST_LABELS ? `: ${counts.join(', ')}` : '';
  return (
    <p role="status" className="figures-text">
      <strong>{count(all)} combinations</strong>, with {lengths} ranges of words{each}.{' '}
      {reachable < all
        ? `${count(recipe.rows)} rows can be ${count(reachable)} of them at most.`
        : `${count(recipe.rows)} rows can be all of them, and repeat them.`}
    </p>
  );
}

const count = (n: number) => n.toLocaleString('en');
