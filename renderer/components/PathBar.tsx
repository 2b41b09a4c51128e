import { useEngine, useProject } from '../store/engineStore.ts';
import type { Screen } from '../store/navigation.ts';
import { nextStage, pathStages } from './pathStages.ts';

/** The way of the project across the top: the state of each stage, and the next step where it is on another page. */
export function PathBar({ current }: { current: Screen }) {
  const project = useProject();
  const run = useEngine(({ snapshot }) => snapshot?.run);
  if (!project) return null;
  const stages = pathStages(project, run);
  const next = nextStage(stages, current);
  return (
    <nav className="path-bar" aria-label="From your texts to a classifier">
      <ol>
        {stages.map(({ name, screens, state, isDone }) => (
          <li key={name}>
            <a
              href={`#/${screens[0]}`}
              className={isDone ? 'stage done' : 'stage'}
              aria-current={screens.includes(current) ? 'step' : undefined}
            >
              <span className="stage-name">{name}</span>
              <span className="stage-state">{state}</span>
            </a>
          </li>
        ))}
      </ol>
      {next && !next.screens.includes(current) ? (
        <a className="button next" href={`#/${next.screens[0]}`}>
          Next: {next.action}
        </a>
      ) : null}
    </nav>
  );
}
