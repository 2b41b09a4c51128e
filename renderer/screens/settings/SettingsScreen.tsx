import { useEffect, useState } from 'react';
import type { MachineFacts } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { attempt, say } from '../../store/engineStore.ts';
import {
  defaultKeys,
  prefer,
  type ReviewCommand,
  reviewCommands,
  usePreferences,
} from '../../store/keymap.ts';
import { BugReportFields } from './BugReportFields.tsx';
import { ComputeFields } from './ComputeFields.tsx';
import { FolderFields } from './FolderFields.tsx';

type Theme = 'system' | 'light' | 'dark';

export function SettingsScreen() {
  const [reviewer, setReviewer] = useState('');
  const [theme, setTheme] = useState<Theme>('system');
  const [machine, setMachine] = useState<MachineFacts | null>(null);
  useEffect(() => {
    void attempt((engine) => engine.settings.get()).then((settings) => {
      if (!settings) return;
      setReviewer(settings.reviewer);
      setTheme(settings.theme);
    });
    void attempt((engine) => engine.start.machine()).then((facts) => setMachine(facts ?? null));
  }, []);
  const chooseTheme = (value: Theme) => {
    setTheme(value);
    document.documentElement.dataset.theme = value;
    void attempt((engine) => engine.settings.set({ theme: value }));
  };
  return (
    <div className="page">
      <header>
        <h1>Settings</h1>
      </header>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async (engine) => {
            await engine.settings.set({ reviewer });
            say(`Reviews are now signed ${reviewer}.`);
          });
        }}
      >
        <Field label="Your name as reviewer" help="Stands with every review that you make.">
          {(ids) => (
            <input
              {...ids}
              className="input path"
              required
              value={reviewer}
              onChange={(event) => setReviewer(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button">
          Save
        </button>
      </form>
      <Field label="Appearance">
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={theme}
            onChange={(event) => chooseTheme(event.target.value as Theme)}
          >
            <option value="system">as the system</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        )}
      </Field>
      <ComputeFields machine={machine} />
      <FolderFields machine={machine} onChange={setMachine} />
      <Keys />
      <BugReportFields />
      {machine ? (
        <section className="card stack" aria-labelledby="machine">
          <h2 id="machine">This machine</h2>
          <dl className="pairs">
            <Pair name="cores" value={String(machine.cores)} />
            <Pair name="memory" value={gb(machine.memoryBytes)} />
            <Pair name="free now" value={gb(machine.freeBytes)} />
            <Pair name="Stillroom" value={machine.version} />
          </dl>
        </section>
      ) : null}
    </div>
  );
}

const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** The keys of Review; a click on one waits for its new key. */
function Keys() {
  const { keys } = usePreferences();
  const [waiting, setWaiting] = useState<ReviewCommand | null>(null);
  const set = (command: ReviewCommand, key: string) => {
    if (key === 'Escape' || key === 'Tab') return setWaiting(null);
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(key) || /^[0-9]$/.test(key)) return;
    const other = (Object.keys(keys) as ReviewCommand[]).find((name) => keys[name] === key);
    // two commands on one key: the other one takes this command's old key
    const swapped = other ? { [other]: keys[command] } : {};
    prefer({ keys: { ...keys, ...swapped, [command]: key } });
    setWaiting(null);
  };
  return (
    <section className="card stack" aria-labelledby="keys">
      <div className="row spread">
        <h2 id="keys">Keys in Review</h2>
        <button
          type="button"
          className="button quiet"
          onClick={() => prefer({ keys: defaultKeys })}
        >
          Back to the defaults
        </button>
      </div>
      <div className="keys">
        {(Object.keys(reviewCommands) as ReviewCommand[]).map((command) => (
          <div className="row spread" key={command}>
            <span>{reviewCommands[command]}</span>
            <button
              type="button"
              className="button"
              aria-label={`Key for ${reviewCommands[command]}: ${keys[command]}`}
              onClick={() => setWaiting(command)}
              onBlur={() => setWaiting(null)}
              onKeyDown={(event) => {
                if (waiting !== command) return;
                event.preventDefault();
                set(command, event.key);
              }}
            >
              {waiting === command ? 'press a key' : <kbd>{keys[command]}</kbd>}
            </button>
          </div>
        ))}
      </div>
      <p className="muted small">1 to 9 give the first nine labels and stay as they are.</p>
    </section>
  );
}
