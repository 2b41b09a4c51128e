import { useEffect, useState } from 'react';
import type { Classified, StudentSummary } from '../../../electron/contract/results.ts';
import { Field } from '../../components/Field.tsx';
import { percent } from '../../components/percent.ts';
import { attempt } from '../../store/engineStore.ts';

/** A student at work on pasted text. */
export function UseScreen() {
  const [students, setStudents] = useState<readonly StudentSummary[] | null>(null);
  const [chosen, setChosen] = useState('');
  const [text, setText] = useState('');
  const [results, setResults] = useState<readonly Classified[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => {
    void attempt((engine) => engine.use.students()).then((list) => {
      setStudents(list ?? []);
      setChosen(list?.[0]?.id ?? '');
    });
  }, []);
  if (students === null) return null;
  if (students.length === 0) {
    return (
      <div className="empty">
        <h1>No student yet</h1>
        <p className="muted">A run that finishes leaves one here, ready to label texts.</p>
        <a className="button primary" href="#/run">
          Go to Run
        </a>
      </div>
    );
  }
  const texts = text.split('\n').filter((line) => line.trim() !== '');
  const classify = async () => {
    setIsBusy(true);
    const answer = await attempt((engine) => engine.use.classify({ student: chosen, texts }));
    setIsBusy(false);
    if (answer) setResults(answer);
  };
  return (
    <form
      className="page"
      onSubmit={(event) => {
        event.preventDefault();
        void classify();
      }}
    >
      <header>
        <h1>Use a student</h1>
      </header>
      <Field label="Student">
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
          >
            {students.map(({ id, title, run, testAccuracy }) => (
              <option key={id} value={id}>
                {title}, run {run}
                {testAccuracy === null ? '' : `, ${percent(testAccuracy)} on test`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Texts" help="One on each line.">
        {(ids) => (
          <textarea
            {...ids}
            className="input"
            rows={8}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="row">
        <button type="submit" className="button primary" disabled={texts.length === 0 || isBusy}>
          {isBusy ? 'Reading …' : `Label ${texts.length} ${texts.length === 1 ? 'text' : 'texts'}`}
        </button>
      </div>
      {results.length > 0 ? (
        <div className="scroll-x">
          <table className="figures errors">
            <thead>
              <tr>
                <th scope="col">Text</th>
                <th scope="col">Label</th>
                <th scope="col">Probability</th>
              </tr>
            </thead>
            <tbody>
              {results.map(({ text: line, label, confidence }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same text may be there twice
                <tr key={index}>
                  <td>{line}</td>
                  <td>{label}</td>
                  <td>{percent(confidence)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </form>
  );
}
