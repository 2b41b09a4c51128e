import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Settings } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { BugReportFields } from './BugReportFields.tsx';
import { ComputeFields } from './ComputeFields.tsx';
import { FolderFields } from './FolderFields.tsx';
import { ReviewKeys } from './ReviewKeys.tsx';
import { useSettings } from './useSettings.ts';

export function SettingsScreen() {
  const { settings, change } = useSettings();
  const [typed, setTyped] = useState<string>();
  const { data: machine } = useQuery(queries.start.machine.queryOptions());
  const reviewer = typed ?? settings?.reviewer ?? '';
  return (
    <div className="page">
      <header>
        <h1>Settings</h1>
      </header>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          change({ reviewer }, () => say(`Reviews are now signed ${reviewer}.`));
        }}
      >
        <Field label="Your name as reviewer" help="Shown with each of your reviews.">
          {(ids) => (
            <input
              {...ids}
              className="input path"
              required
              value={reviewer}
              onChange={(event) => setTyped(event.target.value)}
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
            value={settings?.theme ?? 'system'}
            onChange={(event) => change({ theme: event.target.value as Settings['theme'] })}
          >
            <option value="system">same as the system</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        )}
      </Field>
      {machine ? <ComputeFields machine={machine} /> : null}
      {machine ? <FolderFields machine={machine} /> : null}
      <ReviewKeys />
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
