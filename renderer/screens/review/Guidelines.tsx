import { useEffect, useState } from 'react';
import { attempt, say } from '../../store/engineStore.ts';

/** What the reviewers agreed on, in their own words; kept in the project. */
export function Guidelines() {
  const [text, setText] = useState('');
  const [saved, setSaved] = useState('');
  useEffect(() => {
    void attempt((engine) => engine.review.facets()).then((answer) => {
      if (!answer) return;
      setText(answer.guidelines);
      setSaved(answer.guidelines);
    });
  }, []);
  const save = () => {
    if (text === saved) return;
    void attempt(async (engine) => {
      await engine.review.guidelines({ text });
      return true;
    }).then((done) => {
      if (!done) return;
      setSaved(text);
      say('Guidelines saved.');
    });
  };
  return (
    <details>
      <summary>Guidelines</summary>
      <textarea
        className="input"
        aria-label="Guidelines for reviewers"
        placeholder="Say here how to decide the cases that people disagree on."
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={save}
      />
    </details>
  );
}
