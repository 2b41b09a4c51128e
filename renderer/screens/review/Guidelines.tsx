import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { attempt, say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';

/** The reviewers' guidelines, in their own words; stored in the project. */
export function Guidelines() {
  const { data: facets } = useQuery(queries.review.facets.queryOptions());
  const [typed, setTyped] = useState<string>();
  const saved = facets?.guidelines ?? '';
  const text = typed ?? saved;
  const save = async () => {
    if (text === saved) return;
    const done = await attempt(async (engine) => {
      await engine.review.guidelines({ text });
      return true;
    });
    if (!done) return;
    say('Guidelines saved.');
    await queryClient.invalidateQueries({ queryKey: queries.review.facets.key() });
  };
  return (
    <details>
      <summary>Guidelines</summary>
      <textarea
        className="input"
        aria-label="Guidelines for reviewers"
        placeholder="Write down how to decide the cases on which people disagree."
        value={text}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => void save()}
      />
    </details>
  );
}
