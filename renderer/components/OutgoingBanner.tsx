import { outgoingSentence } from '../../electron/contract/outgoing.ts';
import { useEngine, useProject } from '../store/engineStore.ts';

/** Says on every page of a project what leaves the computer and whereto, if anything does. */
export function OutgoingBanner() {
  const run = useEngine(({ snapshot }) => snapshot?.run);
  const project = useProject();
  const works = run?.state === 'running' || run?.state === 'pausing';
  const sent = [works ? run.outgoing : null, project?.outgoing ?? null].filter(
    (one) => one !== null,
  );
  const sentences = [...new Set(sent.map(outgoingSentence))];
  if (sentences.length === 0) return null;
  return (
    <aside className="notice warn outgoing" aria-label="What leaves this computer">
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </aside>
  );
}
