import { useEffect, useState } from 'react';
import { filterNames } from '../../../electron/contract/experiment.ts';
import {
  type ReviewFilter,
  type ReviewSort,
  reviewSorts,
  reviewStates,
} from '../../../electron/contract/review.ts';
import { attempt, useProject } from '../../store/engineStore.ts';
import { openView, useReview } from '../../store/reviewStore.ts';

const SORTS: Readonly<Record<ReviewSort, string>> = {
  written: 'as written',
  shortest: 'shortest first',
  longest: 'longest first',
  changed: 'changed last first',
};

const TYPING_MS = 200;

/** Which rows are listed, in which order. */
export function FilterBar({ labels, onBulk }: { labels: readonly string[]; onBulk: () => void }) {
  const { filter, sort, total, mode } = useReview();
  const project = useProject();
  const [facets, setFacets] = useState<{ recipes: readonly string[]; rounds: readonly number[] }>({
    recipes: [],
    rounds: [],
  });
  const [text, setText] = useState(filter.text ?? '');
  const rows = project?.rows.all ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when rows have come
  useEffect(() => {
    void attempt((engine) => engine.review.facets()).then((answer) => answer && setFacets(answer));
  }, [rows]);
  const change = (part: { readonly [Name in keyof ReviewFilter]: ReviewFilter[Name] | '' }) => {
    const entries = Object.entries({ ...useReview.getState().filter, ...part }).filter(
      ([, value]) => value !== '',
    );
    void openView({ filter: Object.fromEntries(entries) as ReviewFilter });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts a search
  useEffect(() => {
    if (text === (filter.text ?? '')) return;
    const timer = setTimeout(() => change({ text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const choice = (
    label: string,
    name: keyof ReviewFilter,
    options: readonly (string | number)[],
  ) => (
    <select
      className="input"
      aria-label={label}
      value={String(filter[name] ?? '')}
      onChange={({ target: { value } }) =>
        change({ [name]: value !== '' && name === 'round' ? Number(value) : value })
      }
    >
      <option value="">{label}: any</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {name === 'round' ? `round ${option}` : option}
        </option>
      ))}
    </select>
  );
  return (
    <search className="filter-bar">
      <input
        className="input search"
        type="search"
        aria-label="Words in the text"
        placeholder="Words in the text"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {choice('State', 'state', reviewStates)}
      {choice('Label', 'label', labels)}
      {choice('Cleaning', 'cleaning', ['kept', 'dropped', ...filterNames])}
      {facets.recipes.length > 1 ? choice('Recipe', 'recipe', facets.recipes) : null}
      {facets.rounds.length > 1 ? choice('Round', 'round', facets.rounds) : null}
      <label className="row small">
        <input
          type="checkbox"
          checked={filter.flagged === true}
          onChange={({ target: { checked } }) => {
            const { flagged: _, ...others } = filter;
            void openView({ filter: checked ? { ...others, flagged: true } : others });
          }}
        />
        flagged
      </label>
      <select
        className="input"
        aria-label="Order"
        value={sort}
        onChange={(event) => void openView({ sort: event.target.value as ReviewSort })}
      >
        {reviewSorts.map((name) => (
          <option key={name} value={name}>
            {SORTS[name]}
          </option>
        ))}
      </select>
      <button type="button" className="button" onClick={() => void openView()}>
        Refresh
      </button>
      <button type="button" className="button" onClick={onBulk} disabled={total === 0}>
        All {total.toLocaleString('en')} …
      </button>
      <button
        type="button"
        className="button"
        aria-pressed={mode === 'single'}
        onClick={() => useReview.setState({ mode: mode === 'table' ? 'single' : 'table' })}
      >
        {mode === 'table' ? 'One at a time' : 'Table'}
      </button>
    </search>
  );
}
