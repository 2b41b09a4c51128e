import type { TaskKind } from '../../electron/contract/taskKinds.ts';
import { useEngine } from '../store/engineStore.ts';
import type { Screen } from '../store/navigation.ts';

const TITLES: Readonly<Record<Screen, string>> = {
  start: 'Start',
  new: 'New project',
  project: 'Project',
  label: 'Label',
  prompts: 'Prompts',
  corpus: 'Corpus',
  run: 'Run',
  review: 'Review',
  audit: 'Audit',
  results: 'Results',
  use: 'Use',
  export: 'Export',
  tables: 'Tables',
  models: 'Models',
  settings: 'Settings',
};

/** Pages that are empty for a kind of task: only recipes for single texts use documents. */
const WITHOUT: Readonly<Record<TaskKind, readonly Screen[]>> = {
  'text-classification': [],
  'text-pair-classification': ['label', 'corpus', 'use'],
  'extractive-qa': ['label', 'corpus', 'audit', 'use'],
};

export function Sidebar({ current }: { current: Screen }) {
  const project = useEngine(({ snapshot }) => snapshot?.project);
  const run = useEngine(({ snapshot }) => snapshot?.run);
  const without = project ? WITHOUT[project.draft.task.kind] : [];
  const item = (screen: Screen, count?: string) =>
    without.includes(screen) ? null : (
      <a
        className="nav-item"
        href={`#/${screen}`}
        aria-current={screen === current ? 'page' : undefined}
      >
        {TITLES[screen]}
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
