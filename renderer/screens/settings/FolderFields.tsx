import { useId, useState } from 'react';
import type { MachineFacts } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { say } from '../../store/engineStore.ts';
import { useSettings } from './useSettings.ts';

/** The folders of projects and models. */
export function FolderFields({ machine }: { machine: MachineFacts }) {
  const id = useId();
  const { change } = useSettings();
  const [typed, setTyped] = useState<string>();
  const folder = typed ?? machine.projectsFolder;
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>Folders</h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          change({ projectsFolder: folder }, () => say(`New projects are made in ${folder}.`));
        }}
      >
        <Field label="New projects" help="Existing projects stay where they are.">
          {(ids) => (
            <input
              {...ids}
              className="input path"
              required
              value={folder}
              onChange={(event) => setTyped(event.target.value)}
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
