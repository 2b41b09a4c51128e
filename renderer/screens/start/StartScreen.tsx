import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecentProject } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { attempt, useProject } from '../../store/engineStore.ts';
import { goTo } from '../../store/navigation.ts';
import { queries } from '../../store/queries.ts';
import { DeleteProjectDialog } from './DeleteProjectDialog.tsx';

export function StartScreen() {
  const open = useProject();
  const { data: recent = [], refetch } = useQuery(queries.start.recent.queryOptions());
  const [path, setPath] = useState('');
  const [deleting, setDeleting] = useState<RecentProject | null>(null);
  const { mutate: forget } = useMutation(
    queries.start.forget.mutationOptions({ onSuccess: () => void refetch() }),
  );
  const openFolder = async (folder: string) => {
    const opened = await attempt(async (engine) => {
      await engine.start.open({ folder });
      return true;
    });
    if (opened) goTo('project');
  };
  const openDemo = async () => {
    const opened = await attempt(async (engine) => {
      await engine.start.demo();
      return true;
    });
    if (opened) goTo('run');
  };
  return (
    <div className="page">
      <header>
        <h1>Distil a dataset and a classifier, on this machine</h1>
      </header>
      <p className="muted">
        Bring labels and a few examples. A local language model writes rows, you review them, and a
        small student learns from what you kept. Nothing leaves this computer unless you add an
        endpoint.
      </p>
      <div className="row">
        <a className="button primary" href="#/new">
          New project
        </a>
        <button type="button" className="button" onClick={openDemo}>
          Open the demo
        </button>
        {open ? (
          <button
            type="button"
            className="button quiet"
            onClick={() =>
              void attempt(async (engine) => {
                await engine.start.close();
              })
            }
          >
            Close {open.name}
          </button>
        ) : null}
      </div>
      <section className="stack" aria-labelledby="recent">
        <h2 id="recent">Recent projects</h2>
        {recent.length === 0 ? (
          <p className="muted">None yet. The demo is a good first look: it takes a few minutes.</p>
        ) : (
          <ul className="plain-list">
            {recent.map((project) => {
              const { folder, name, openedAt, isThere } = project;
              return (
                <li key={folder} className="list-entry">
                  <button
                    type="button"
                    className="list-button"
                    disabled={!isThere}
                    onClick={() => void openFolder(folder)}
                  >
                    <strong>{name}</strong>
                    <span className="muted small">
                      {isThere ? folder : `${folder} is no longer there`}
                    </span>
                    <span className="muted small">{new Date(openedAt).toLocaleString()}</span>
                  </button>
                  {isThere ? (
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={`Delete ${name}`}
                      onClick={() => setDeleting(project)}
                    >
                      Delete …
                    </button>
                  ) : (
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={`Take ${name} off the list`}
                      onClick={() => forget({ folder })}
                    >
                      Take off the list
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </section>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          void openFolder(path);
        }}
      >
        <Field
          label="Open a project by its folder"
          help="A folder whose name ends in .stillroom; the command line makes the same kind."
        >
          {(ids) => (
            <input
              {...ids}
              className="input path"
              value={path}
              onChange={(event) => setPath(event.target.value)}
              spellCheck={false}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={path.trim() === ''}>
          Open
        </button>
      </form>
      <DeleteProjectDialog
        project={deleting}
        onClose={() => {
          setDeleting(null);
          void refetch();
        }}
      />
    </div>
  );
}
