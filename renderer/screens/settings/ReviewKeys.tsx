import { useState } from 'react';
import { prefer, usePreferences } from '../../store/preferences.ts';
import { type ReviewCommandName, rebound, useReviewCommands } from '../review/reviewCommands.ts';

/** The keys of Review; after a click on one, the next key press replaces it. */
export function ReviewKeys() {
  const { keys } = usePreferences();
  const commands = useReviewCommands();
  const [waiting, setWaiting] = useState<ReviewCommandName | null>(null);
  const set = (id: ReviewCommandName, key: string) => {
    if (key === 'Escape' || key === 'Tab') return setWaiting(null);
    const chosen = rebound(keys, id, key);
    if (!chosen) return;
    prefer({ keys: chosen });
    setWaiting(null);
  };
  return (
    <section className="card stack" aria-labelledby="keys">
      <div className="row spread">
        <h2 id="keys">Keys in Review</h2>
        <button type="button" className="button quiet" onClick={() => prefer({ keys: {} })}>
          Back to the defaults
        </button>
      </div>
      <div className="keys">
        {commands.map(({ id, name, key }) => (
          <div className="row spread" key={id}>
            <span>{name}</span>
            <button
              type="button"
              className="button"
              aria-label={`Key for ${name}: ${key}`}
              onClick={() => setWaiting(id)}
              onBlur={() => setWaiting(null)}
              onKeyDown={(event) => {
                if (waiting !== id) return;
                event.preventDefault();
                set(id, event.key);
              }}
            >
              {waiting === id ? 'press a key' : <kbd>{key}</kbd>}
            </button>
          </div>
        ))}
      </div>
      <p className="muted small">1 to 9 give the first nine labels and stay as they are.</p>
    </section>
  );
}
