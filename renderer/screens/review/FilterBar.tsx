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
  doubtful: 'most doubtful first',
  shortest: 'shortest first',
  longest: 'longest first',
  changed: 'changed last first',
};

const TYPING_MS = 200;

interface Facets {
  readonly recipes: readonly string[];
  readonly rounds: readonly number[];
  readonly reviewers: readonly string[];
  readonly judged: number;
}

/** Which rows are listed, in which order. */
export function FilterBar({ labels, onBulk }: { labels: readonly string[]; onBulk: () => void }) {
  const { filter, sort, total, mode } = useReview();
  const project = useProject();
  const [facets, setFacets] = useState<Facets>({
    recipes: [],
    rounds: [],
    reviewers: [],
    judged: 0,
  });
  const [text, setText] = useState(filter.text ?? '');
  // what the lists of choices depend on: rows come and are judged by runs, reviewers by reviewing
  const { rows, runs } = project ?? {};
  const changes = `${rows?.all} ${rows?.open} ${runs?.[0]?.id} ${runs?.[0]?.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when those change
  useEffect(() => {
    void attempt((engine) => engine.review.facets()).then((answer) => answer && setFacets(answer));
  }, [changes]);
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
      {labels.length > 0 ? choice('Label', 'label', labels) : null}
      {choice('Cleaning', 'cleaning', ['kept', 'dropped', ...filterNames, 'surplus'])}
      {facets.recipes.length > 1 ? choice('Recipe', 'recipe', facets.recipes) : null}
      {facets.rounds.length > 1 ? choice('Round', 'round', facets.rounds) : null}
      {facets.reviewers.length > 1 ? choice('Reviewer', 'reviewer', facets.reviewers) : null}
      {filter.gold === undefined ? null : (
        <button
          type="button"
          className="button"
          title="Show other rows too"
          onClick={() => change({ gold: '' })}
        >
          from {filter.gold} <span aria-hidden="true">×</span>
        </button>
      )}
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
        {reviewSorts
          .filter((name) => labels.length > 0 || name !== 'doubtful')
          .map((name) => (
            <option key={name} value={name} disabled={name === 'doubtful' && facets.judged === 0}>
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
