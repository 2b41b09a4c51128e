import { useEffect, useId, useState } from 'react';
import type { MachineFacts } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { attempt, say } from '../../store/engineStore.ts';

/** Where projects and models lie. */
export function FolderFields({
  machine,
  onChange,
}: {
  machine: MachineFacts | null;
  onChange: (machine: MachineFacts) => void;
}) {
  const id = useId();
  const [folder, setFolder] = useState('');
  const known = machine?.projectsFolder;
  useEffect(() => setFolder(known ?? ''), [known]);
  if (machine === null) return null;
  const save = () =>
    attempt(async (engine) => {
      await engine.settings.set({ projectsFolder: folder });
      onChange(await engine.start.machine());
      say(`New projects are made in ${folder}.`);
    });
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>Folders</h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="New projects" help="Those that are there already stay where they are.">
          {(ids) => (
            <input
              {...ids}
              className="input path"
              required
              value={folder}
              onChange={(event) => setFolder(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={folder === machine.projectsFolder}>
          Save
        </button>
      </form>
      <dl className="pairs">
        <div>
          <dt>models</dt>
          <dd>
            {machine.modelsFolder}
            <div className="muted small">
              Start Stillroom with STILLROOM_MODELS to keep them elsewhere.
            </div>
          </dd>
        </div>
      </dl>
    </section>
  );
}
