import { useEngine } from '../store/engineStore.ts';
import type { Screen } from '../store/navigation.ts';
import { isOffered } from './isOffered.ts';
import { screenTitles } from './screenTitles.ts';

export function Sidebar({ current }: { current: Screen }) {
  const project = useEngine(({ snapshot }) => snapshot?.project);
  const run = useEngine(({ snapshot }) => snapshot?.run);
  const item = (screen: Screen, count?: string) =>
    project && !isOffered(screen, project.draft.task.kind) ? null : (
      <a
        className="nav-item"
        href={`#/${screen}`}
        aria-current={screen === current ? 'page' : undefined}
      >
        {screenTitles[screen]}
        {count ? <span className="count">{count}</span> : null}
      </a>
    );
  return (
    <nav className="sidebar" aria-label="Pages">
      <div className="brand">
        <img src="./icon.svg" alt="" />
        Stillroom
      </div>
      {item('start')}
      {project ? (
        <>
          <div className="project-name">{project.name}</div>
          {item('project')}
          {item('label')}
          {item('prompts')}
          {item('corpus')}
          {item('run', run?.state === 'running' ? 'running' : undefined)}
          {item('review', project.rows.open > 0 ? project.rows.open.toLocaleString('en') : '')}
          {item('audit')}
          {item('measure')}
          {item('results')}
          {item('use')}
          {item('export')}
        </>
      ) : null}
      <span className="spring" />
      {item('tables')}
      {item('models')}
      {item('settings')}
    </nav>
  );
}
