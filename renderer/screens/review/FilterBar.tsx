import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { dropReasons } from '../../../electron/contract/dropReasons.ts';
import { recipeVariants } from '../../../electron/contract/recipes/recipes.ts';
import {
  type ReviewFilter,
  type ReviewSort,
  reviewSorts,
  reviewStates,
} from '../../../electron/contract/review.ts';
import { focusPage } from '../../components/focusPage.ts';
import { rowCount } from '../../components/rowCount.ts';
import { queries } from '../../store/queries.ts';
import { openView, useReview } from '../../store/reviewStore.ts';
import { CommandButton } from './CommandButton.tsx';
import { FilterChoice } from './FilterChoice.tsx';
import { type OpenDialog, useReviewCommands } from './reviewCommands.ts';

const SORTS: Readonly<Record<ReviewSort, string>> = {
  written: 'as written',
  uncertain: 'most uncertain first',
  doubted: 'doubted first',
  shortest: 'shortest first',
  longest: 'longest first',
  changed: 'last changed first',
};

const TYPING_MS = 200;
const NO_FACETS = { recipes: [], rounds: [], reviewers: [], judged: 0, doubted: 0 };

/** Which rows are listed and in which order; after a change the focus returns to the rows. */
export function FilterBar({
  labels,
  onDialog,
}: {
  labels: readonly string[];
  onDialog: (dialog: OpenDialog) => void;
}) {
  // this also covers the mode, whose button label depends on it
  const { filter, sort, total } = useReview();
  const commands = useReviewCommands().filter(({ button }) => button?.among === 'filter');
  const { data: facets = NO_FACETS } = useQuery(queries.review.facets.queryOptions());
  // orders for which rows were judged, and how many of them
  const ranked: { readonly [Sort in ReviewSort]?: number } = {
    uncertain: facets.judged,
    doubted: facets.doubted,
  };
  const [text, setText] = useState(filter.text ?? '');
  const typing = useRef(0);
  const change = (
    part: { readonly [Name in Exclude<keyof ReviewFilter, 'rows'>]?: ReviewFilter[Name] | '' },
  ) => {
    const entries = Object.entries({ ...useReview.getState().filter, ...part }).filter(
      ([, value]) => value !== '',
    );
    void openView({ filter: Object.fromEntries(entries) as ReviewFilter });
  };
  const search = (words: string, afterMs: number) => {
    clearTimeout(typing.current);
    typing.current = window.setTimeout(() => change({ text: words }), afterMs);
  };
  const choice = (
    label: string,
    name: keyof ReviewFilter,
    options: readonly (string | number)[],
  ) => (
    <FilterChoice
      label={label}
      value={String(filter[name] ?? '')}
      onChange={(value) =>
        change({ [name]: value !== '' && name === 'round' ? Number(value) : value })
      }
    >
      <option value="">{label}: any</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {nameOf(name, option)}
        </option>
      ))}
    </FilterChoice>
  );
  return (
    <search className="filter-bar">
      <input
        className="input search"
        type="search"
        aria-label="Words in the text"
        placeholder="Words in the text"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          search(event.target.value, TYPING_MS);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          search(text, 0);
          focusPage();
        }}
      />
      {choice('State', 'state', reviewStates)}
      {labels.length > 0 ? choice('Label', 'label', labels) : null}
      {choice('Cleaning', 'cleaning', ['kept', 'dropped', ...dropReasons])}
      {facets.recipes.length > 1 ? choice('Recipe', 'recipe', facets.recipes) : null}
      {facets.rounds.length > 1 ? choice('Round', 'round', facets.rounds) : null}
      {facets.reviewers.length > 1 ? choice('Reviewer', 'reviewer', facets.reviewers) : null}
      {filter.gold === undefined ? null : (
        <button
          type="button"
          className="button"
          title="Show other rows too"
          onClick={() => {
            change({ gold: '' });
            focusPage();
          }}
        >
          from {filter.gold} <span aria-hidden="true">×</span>
        </button>
      )}
      {filter.rows === undefined ? null : (
        <button
          type="button"
          className="button"
          title="Show other rows too"
          onClick={() => {
            const { rows: _, ...others } = filter;
            void openView({ filter: others });
            focusPage();
          }}
        >
          {rowCount(filter.rows.length)} of a list <span aria-hidden="true">×</span>
        </button>
      )}
      <label className="row small">
        <input
          type="checkbox"
          checked={filter.flagged === true}
          onChange={({ target: { checked } }) => {
            change({ flagged: checked ? true : '' });
            focusPage();
          }}
        />
        flagged
      </label>
      <FilterChoice
        label="Order"
        value={sort}
        onChange={(value) => void openView({ sort: value as ReviewSort })}
      >
        {reviewSorts
          .filter((name) => labels.length > 0 || !(name in ranked))
          .map((name) => (
            <option key={name} value={name} disabled={ranked[name] === 0}>
              {SORTS[name]}
            </option>
          ))}
      </FilterChoice>
      <button
        type="button"
        className="button"
        onClick={() => {
          void openView();
          focusPage();
        }}
      >
        Refresh
      </button>
      <button
        type="button"
        className="button"
        onClick={() => onDialog('bulk')}
        disabled={total === 0}
      >
        All {total.toLocaleString('en')} …
      </button>
      {commands.map((command) => (
        <CommandButton key={command.id} command={command} moment={{ labels, open: onDialog }} />
      ))}
    </search>
  );
}

/** A choice as people know it: a recipe by its paper's name, a round by its number. */
function nameOf(filter: keyof ReviewFilter, option: string | number): string {
  if (filter === 'recipe') return recipeVariants.get(String(option))?.paperName ?? String(option);
  return filter === 'round' ? `round ${option}` : String(option);
}
