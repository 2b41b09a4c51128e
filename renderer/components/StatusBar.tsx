import { duration } from '../../electron/contract/duration.ts';
import { useEngine, useJobs, useProject } from '../store/engineStore.ts';
import { stepTitle } from './stepTitle.ts';

/** The status line: the current task, its duration, and the last message. */
export function StatusBar() {
  const isConnected = useEngine((state) => state.isConnected);
  const notice = useEngine((state) => state.notice);
  const run = useEngine(({ snapshot }) => snapshot?.run);
  const jobs = useJobs();
  const outgoing = useProject()?.outgoing;
  const place = outgoing ? 'The teacher is another server' : 'On this machine';
  const step = run?.state === 'running' ? run.steps.at(-1) : undefined;
  const job = jobs.find(({ state }) => state === 'working');
  return (
    <footer className="status">
      <span>{isConnected ? place : 'Reconnecting to the engine …'}</span>
      {notice ? <span>{notice}</span> : null}
      <span className="spring" />
      {job ? <span>{`${job.title}: ${Math.round(100 * job.share)}%`}</span> : null}
      {step ? (
        <span>
          {`${stepTitle(step)} ${step.done}/${step.total}${step.unit === null ? '' : ` ${step.unit}`}`}
          {step.secondsLeft === null ? '' : `, ${duration(step.secondsLeft)} left`}
        </span>
      ) : null}
    </footer>
  );
}
