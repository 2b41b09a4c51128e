import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { useTyped } from '../../store/useTyped.ts';
import { DeleteDocumentDialog } from './DeleteDocumentDialog.tsx';

const PAGE = 50;

/** The user's documents, and a search for the passages nearest to a text. */
export function CorpusScreen() {
  const [from, setFrom] = useState(0);
  const folder = useProject()?.folder;
  const [query, setQuery] = useTyped(`search in the corpus of ${folder}`, '');
  const [wanted, setWanted] = useState('');
  const [deleting, setDeleting] = useState<{ key: string; source: string } | null>(null);
  const { data: page } = useQuery(
    queries.corpus.page.queryOptions({
      input: { from, count: PAGE },
      placeholderData: keepPreviousData,
    }),
  );
  const { data: hits, refetch } = useQuery(
    queries.corpus.search.queryOptions({
      input: wanted === '' ? skipToken : { query: wanted },
      placeholderData: keepPreviousData,
    }),
  );
  if (!page) return null;
  if (page.total === 0) {
    return (
      <div className="empty">
        <h1>No documents</h1>
        <p className="muted">
          This project was made without documents. Recipes that write from them need some.
        </p>
      </div>
    );
  }
  return (
    <div className="page">
      <header>
        <h1>Corpus</h1>
        <span className="muted small">{page.total.toLocaleString('en')} documents</span>
      </header>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (query === wanted) void refetch();
          else setWanted(query);
        }}
      >
        <input
          className="input path"
          type="search"
          aria-label="A text to find passages for"
          placeholder="A text to find passages for"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            if (event.target.value === '') setWanted('');
          }}
        />
        <button type="submit" className="button" disabled={query.trim() === ''}>
          Find
        </button>
      </form>
      {hits && wanted !== '' ? (
        <div className="scroll-x">
          <table className="figures errors">
            <thead>
              <tr>
                <th scope="col">Passage</th>
                <th scope="col">Cosine</th>
              </tr>
            </thead>
            <tbody>
              {hits.map(({ text, cosine }) => (
                <tr key={text}>
                  <td>{text}</td>
                  <td>{cosine.toFixed(3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <ul className="plain-list">
            {page.documents.map(({ key, title, text, source }) => (
              <li key={key} className="card">
                <p>
                  {title ? <strong>{title} </strong> : null}
                  {text}
                </p>
                <div className="row apart">
                  <p className="muted small mono">{source}</p>
                  <button
                    type="button"
                    className="button quiet"
                    aria-label={`Delete ${source}`}
                    onClick={() => setDeleting({ key, source })}
                  >
                    Delete …
                  </button>
                </div>
              </li>
            ))}
          </ul>
          <div className="row">
            <button
              type="button"
              className="button"
              disabled={from === 0}
              onClick={() => setFrom(Math.max(0, from - PAGE))}
            >
              Before
            </button>
            <span className="muted small figures-text">
              {from + 1} to {Math.min(from + PAGE, page.total)} of {page.total}
            </span>
            <button
              type="button"
              className="button"
              disabled={from + PAGE >= page.total}
              onClick={() => setFrom(from + PAGE)}
            >
              After
            </button>
          </div>
        </>
      )}
      <DeleteDocumentDialog document={deleting} onClose={() => setDeleting(null)} />
    </div>
  );
}
