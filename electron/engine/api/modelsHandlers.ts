import { freemem } from 'node:os';
import type { ModelStatus } from '../../../models/catalog/modelStatus.ts';
import type { ModelEntry } from '../../contract/forms.ts';
import { type EndpointPoolEntry, openEndpoints } from '../endpoints/endpointRegistry.ts';
import { modelMemory } from '../runtime/modelMemory.ts';
import { tryRoles } from '../runtime/tryRoles.ts';
import type { Procedures } from './procedures.ts';

/** The models on this machine: listing, fetching and removing them. */
export function modelsHandlers({ models }: Procedures) {
  return {
    models: {
      list: models.list.handler(async ({ context: { session } }) => [
        ...(await session.store.list()).map(modelEntry),
        ...openEndpoints().list().map(endpointsEntry),
      ]),
      get: models.get.handler(({ context: { session }, input: { name } }) => {
        session.jobs.start({ kind: 'download', title: `Get ${name}` }, async (report, signal) => {
          const model = await session.store.get(name, {
            signal,
            onProgress(progress) {
              if (progress.step === 'sourceFailed') report(0, progress.reason);
              else report(shareOf(progress), transferSentence(progress));
            },
          });
          return `${model.name} is here, verified by SHA-256.`;
        });
      }),
      cancel: models.cancel.handler(({ context: { session }, input: { job } }) =>
        session.jobs.cancel(job),
      ),
      verify: models.verify.handler(async ({ context: { session }, input: { name } }) => {
        const model = await session.store.verify(name);
        const notes = await tryRoles(model);
        const whole = `${name} is whole, and was opened: SHA-256 ${model.sha256}.`;
        return { sentence: [whole, ...notes].join(' ') };
      }),
      remove: models.remove.handler(async ({ context: { session }, input: { name } }) => {
        session.requireIdle();
        await session.store.remove(name);
        session.touch();
      }),
    },
  };
}

interface Transfer {
  readonly step: string;
  readonly file: string;
  readonly bytesDone: number;
  readonly bytesTotal: number | undefined;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | undefined;
}

function shareOf({ bytesDone, bytesTotal }: Transfer): number {
  return bytesTotal ? bytesDone / bytesTotal : 0;
}

function transferSentence({ step, file, bytesPerSecond, secondsLeft }: Transfer): string {
  const rate = bytesPerSecond > 0 ? `, ${(bytesPerSecond / 1e6).toFixed(1)} MB/s` : '';
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  return `${step} ${file}${rate}${left}`;
}

/** Endpoints are a teacher like a model, except that it is somewhere else. */
function endpointsEntry({ name, endpoints }: EndpointPoolEntry): ModelEntry {
  const path = endpoints.map(({ url, model }) => `${url} (${model})`).join(', ');
  const rest = { licence: '', bytes: 0, memory: {}, freeBytes: freemem() };
  return { name, roles: ['teacher'], state: 'endpoints', path, ...rest };
}

function modelEntry(status: ModelStatus): ModelEntry {
  const { name, roles, licence, bytes = 0, state, path = null } = status;
  const memory = modelMemory(status);
  return { name, roles, licence, bytes, state, path, memory, freeBytes: freemem() };
}
