import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelEntry } from '../../../electron/contract/forms.ts';
import { CancelJob } from '../../components/CancelJob.tsx';
import { Modal } from '../../components/Modal.tsx';
import { memorySentence } from '../../components/memorySentence.ts';
import { modelStates as STATES } from '../../components/modelStates.ts';
import { gpuSentence, useGpu } from '../../components/useGpu.ts';
import { attempt, say, useJobs } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';
import { EndpointsSection } from './EndpointsSection.tsx';

/** The models on this machine, and those that can be fetched on request. */
export function ModelsScreen() {
  const { data: listed = [] } = useQuery(queries.models.list.queryOptions());
  const models = listed.filter(({ state }) => state !== 'endpoints');
  const gpu = useGpu();
  const [leaving, setLeaving] = useState<Pick<ModelEntry, 'name' | 'path'> | null>(null);
  const jobs = useJobs().filter(({ kind }) => kind === 'download');
  return (
    <div className="page">
      <header>
        <h1>Models</h1>
      </header>
      <p className="muted">
        Nothing is downloaded until you press Get. Every file is checked by its SHA-256 before it is
        used.
      </p>
      <p className="muted">{gpuLine(gpu)}</p>
      {jobs.map(({ id, title, state, share, detail }) => (
        <div className="card stack" key={id}>
          <div className="row spread">
            <strong>{title}</strong>
            <span className="muted small">{detail || state}</span>
            {state === 'working' ? <CancelJob job={id} /> : <span className="badge">{state}</span>}
          </div>
          {state === 'working' ? <progress value={share} max={1} aria-label={title} /> : null}
        </div>
      ))}
      <div className="scroll-x">
        <table className="figures models">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">For</th>
              <th scope="col">Size</th>
              <th scope="col">Memory</th>
              <th scope="col">Licence</th>
              <th scope="col">State</th>
              <th scope="col">
                <span className="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {models.map(({ name, roles, bytes, licence, state, memory, freeBytes, path }) => (
              <tr key={name}>
                <th scope="row">
                  {name}
                  {path ? <div className="muted small mono">{path}</div> : null}
                </th>
                <td>{roles.join(', ')}</td>
                <td>{bytes > 0 ? `${(bytes / 1e6).toFixed(0)} MB` : ''}</td>
                <td>
                  {Object.entries(memory).map(([role, need]) => (
                    <div key={role}>
                      {memorySentence(need, freeBytes)}
                      <div className="muted small">
                        as {role}, {need.basis}
                      </div>
                    </div>
                  ))}
                </td>
                <td>{licence}</td>
                <td>{STATES[state] ?? state}</td>
                <td>
                  {state === 'absent' || state === 'partial' || state === 'missing' ? (
                    <button
                      type="button"
                      className="button"
                      aria-label={`Get ${name}`}
                      onClick={() => void attempt((engine) => engine.models.get({ name }))}
                    >
                      {state === 'partial' ? 'Go on' : 'Get'}
                    </button>
                  ) : (
                    <span className="row end">
                      <button
                        type="button"
                        className="button quiet"
                        aria-label={`Verify ${name}`}
                        onClick={() =>
                          void attempt((engine) => engine.models.verify({ name })).then(
                            (answer) => {
                              if (answer) say(answer.sentence);
                            },
                          )
                        }
                      >
                        Verify
                      </button>
                      <button
                        type="button"
                        className="button quiet danger"
                        aria-label={`Remove ${name}`}
                        onClick={() => setLeaving({ name, path })}
                      >
                        Remove
                      </button>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <EndpointsSection />
      <RemoveDialog
        leaving={leaving}
        onClose={() => setLeaving(null)}
        onRemove={(name) =>
          void attempt((engine) => engine.models.remove({ name })).then(() => {
            setLeaving(null);
            void queryClient.invalidateQueries({ queryKey: queries.models.key() });
          })
        }
      />
    </div>
  );
}

function gpuLine(gpu: ReturnType<typeof useGpu>): string {
  if (gpu === 'asking') return 'Looking for a GPU …';
  return gpu === null
    ? 'No GPU found; memory is that of this machine.'
    : `Memory is that of this machine, which also has ${gpuSentence(gpu)}.`;
}

function RemoveDialog({
  leaving,
  onClose,
  onRemove,
}: {
  leaving: Pick<ModelEntry, 'name' | 'path'> | null;
  onClose: () => void;
  onRemove: (name: string) => void;
}) {
  return (
    <Modal title={`Remove ${leaving?.name ?? ''}?`} isOpen={leaving !== null} onClose={onClose}>
      <p>
        What Stillroom downloaded is deleted. A file of yours or of another program stays where it
        is and is only removed from this list.
      </p>
      {leaving?.path ? <p className="muted small mono">{leaving.path}</p> : null}
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button
          type="button"
          className="button danger"
          onClick={() => leaving && onRemove(leaving.name)}
        >
          Remove it
        </button>
      </div>
    </Modal>
  );
}
