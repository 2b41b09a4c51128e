import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { focusPage } from './components/focusPage.ts';
import { Messages } from './components/Messages.tsx';
import { OutgoingBanner } from './components/OutgoingBanner.tsx';
import { PathBar } from './components/PathBar.tsx';
import { Sidebar } from './components/Sidebar.tsx';
import { StatusBar } from './components/StatusBar.tsx';
import { screenTitles } from './components/screenTitles.ts';
import { AuditScreen } from './screens/audit/AuditScreen.tsx';
import { CorpusScreen } from './screens/corpus/CorpusScreen.tsx';
import { ExportScreen } from './screens/export/ExportScreen.tsx';
import { LabelScreen } from './screens/label/LabelScreen.tsx';
import { MeasureScreen } from './screens/measure/MeasureScreen.tsx';
import { ModelsScreen } from './screens/models/ModelsScreen.tsx';
import { NewProjectScreen } from './screens/project/NewProjectScreen.tsx';
import { ProjectScreen } from './screens/project/ProjectScreen.tsx';
import { PromptsScreen } from './screens/prompts/PromptsScreen.tsx';
import { ResultsScreen } from './screens/results/ResultsScreen.tsx';
import { ReviewScreen } from './screens/review/ReviewScreen.tsx';
import { RunScreen } from './screens/run/RunScreen.tsx';
import { SettingsScreen } from './screens/settings/SettingsScreen.tsx';
import { StartScreen } from './screens/start/StartScreen.tsx';
import { TablesScreen } from './screens/tables/TablesScreen.tsx';
import { UseScreen } from './screens/use/UseScreen.tsx';
import { dismiss, useEngine, useProject } from './store/engineStore.ts';
import { type Screen, useScreen } from './store/navigation.ts';
import { queries } from './store/queries.ts';

const SCREENS: Readonly<Record<Screen, () => ReactNode>> = {
  start: StartScreen,
  new: NewProjectScreen,
  project: ProjectScreen,
  label: LabelScreen,
  prompts: PromptsScreen,
  corpus: CorpusScreen,
  run: RunScreen,
  review: ReviewScreen,
  audit: AuditScreen,
  measure: MeasureScreen,
  results: ResultsScreen,
  use: UseScreen,
  export: ExportScreen,
  tables: TablesScreen,
  models: ModelsScreen,
  settings: SettingsScreen,
};

const WITHOUT_PROJECT: readonly Screen[] = ['start', 'new', 'tables', 'models', 'settings'];

export function App() {
  const screen = useScreen();
  const project = useProject();
  const folder = project?.folder;
  const hasProject = folder !== undefined;
  const isKnown = useEngine(({ snapshot }) => snapshot !== null);
  useTheme(isKnown);
  const shown = hasProject || WITHOUT_PROJECT.includes(screen) ? screen : 'start';
  const Shown = SCREENS[shown];
  const isOfProject = !WITHOUT_PROJECT.includes(shown);
  useTitle([screenTitles[shown], isOfProject && project ? project.name : '', 'Stillroom']);
  return (
    <div className="frame">
      <Sidebar current={shown} />
      {isOfProject ? <PathBar current={shown} /> : null}
      <main tabIndex={-1} data-screen={shown}>
        <Messages />
        <OutgoingBanner />
        {isKnown ? (
          <Arrival key={screen}>
            <Shown key={folder} />
          </Arrival>
        ) : (
          <p className="page muted">Connecting to the engine …</p>
        )}
      </main>
      <StatusBar />
    </div>
  );
}

/** Remounted for each screen, so that users and screen readers start at its top. */
function Arrival({ children }: { children: ReactNode }) {
  useEffect(() => {
    focusPage();
    dismiss();
  }, []);
  return children;
}

/** Says in the window's title, which tabs and the system show, what it shows. */
function useTitle(parts: readonly string[]) {
  const title = parts.filter(Boolean).join(' – ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function useTheme(isKnown: boolean) {
  const { data: settings } = useQuery(queries.settings.get.queryOptions({ enabled: isKnown }));
  const theme = settings?.theme;
  useEffect(() => {
    if (theme) document.documentElement.dataset.theme = theme;
  }, [theme]);
}
