import { useId } from 'react';
import type { Gpu, MachineFacts, Settings } from '../../../electron/contract/forms.ts';
import { Field } from '../../components/Field.tsx';
import { gpuSentence, useGpu } from '../../components/useGpu.ts';
import { say } from '../../store/engineStore.ts';
import { useSettings } from './useSettings.ts';
import { WorkTimeFields } from './WorkTimeFields.tsx';

/** How much of the machine runs and students may use. */
export function ComputeFields({ machine }: { machine: MachineFacts }) {
  const id = useId();
  const { settings, change: changeSettings } = useSettings();
  const gpu = useGpu();
  if (!settings) return null;
  const { compute } = settings;
  const change = (part: Partial<Settings['compute']>) =>
    changeSettings({ compute: { ...compute, ...part } }, () =>
      say('The next run uses these settings.'),
    );
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>Threads and GPU</h2>
      <Field
        label="Threads"
        help="Fewer threads leave more of the machine to you; the results are the same. Applies from the next run."
      >
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={compute.threads ?? ''}
            onChange={({ target: { value } }) =>
              change({ threads: value === '' ? undefined : Number(value) })
            }
          >
            <option value="">every physical core: {machine.cores}</option>
            {Array.from({ length: machine.cores }, (_, i) => i + 1).map((threads) => (
              <option key={threads}>{threads}</option>
            ))}
          </select>
        )}
      </Field>
      {gpu === 'asking' ? (
        <p className="muted">Looking for a GPU …</p>
      ) : gpu === null ? (
        <p className="muted">No GPU found: teachers work on the processor.</p>
      ) : (
        <GpuLayers gpu={gpu} layers={compute.gpuLayers} onChange={change} />
      )}
      <Field
        label="How the teacher works"
        help="Several texts at once can be faster, but then the same run can write slightly different rows. It is measured once, before a run of 500 calls or more."
      >
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={compute.teacherLayout === 'repeatable' ? 'repeatable' : 'measured'}
            onChange={({ target: { value } }) =>
              change({ teacherLayout: value === 'repeatable' ? 'repeatable' : undefined })
            }
          >
            <option value="measured">as fast as possible, where it gains a fifth or more</option>
            <option value="repeatable">
              one text and one thread in each process: the same rows every time
            </option>
          </select>
        )}
      </Field>
      <label className="row">
        <input
          type="checkbox"
          checked={compute.studentOnGpu ?? false}
          onChange={({ target: { checked } }) => change({ studentOnGpu: checked })}
        />
        Train students on an NVIDIA GPU. If that is not possible, the run says why and trains on the
        processor.
      </label>
      <label className="row">
        <input
          type="checkbox"
          checked={compute.priority !== 'normal'}
          onChange={({ target: { checked } }) =>
            change({ priority: checked ? undefined : 'normal' })
          }
        />
        Let other programs go first, so that the machine stays quick while a run works.
      </label>
      <WorkTimeFields
        workTime={compute.workTime ?? { when: 'always' }}
        conditions={machine.conditions}
        onChange={(workTime) => change({ workTime })}
      />
    </section>
  );
}

function GpuLayers({
  gpu,
  layers,
  onChange,
}: {
  gpu: Gpu;
  layers: number | 'auto';
  onChange: (part: { gpuLayers: number | 'auto' }) => void;
}) {
  const kind = layers === 'auto' ? 'auto' : layers === 0 ? 'none' : 'some';
  return (
    <>
      <Field
        label="Layers of the teacher on the GPU"
        help={`${gpuSentence(gpu)}. On a GPU, repeating a run does not give exactly the same rows.`}
      >
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={kind}
            onChange={({ target: { value } }) =>
              onChange({ gpuLayers: value === 'auto' ? 'auto' : value === 'none' ? 0 : 1 })
            }
          >
            <option value="none">none: the processor alone</option>
            <option value="auto">as many as fit</option>
            <option value="some">this many</option>
          </select>
        )}
      </Field>
      {kind === 'some' ? (
        <input
          type="number"
          className="input narrow"
          aria-label="Number of layers on the GPU"
          min={1}
          max={1000}
          value={layers}
          onChange={({ target: { value } }) =>
            onChange({ gpuLayers: Math.max(1, Math.round(Number(value))) })
          }
        />
      ) : null}
    </>
  );
}
