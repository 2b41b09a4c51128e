import { useQuery } from '@tanstack/react-query';
import { attempt, useEngine, useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { RecipeCard } from './RecipeCard.tsx';
import { RunProgress } from './RunProgress.tsx';

/** Choosing a recipe, and watching it run. */
export function RunScreen() {
  const project = useProject();
  const run = useEngine(({ snapshot }) => snapshot?.run);
  const { data: forms = [] } = useQuery(queries.run.forms.queryOptions());
  if (!project) return null;
  const works = run?.state === 'running' || run?.state === 'pausing';
  const last = project.runs[0];
  const canResume = !works && last && last.state !== 'done';
  return (
    <div className="page">
      <header>
        <h1>Run</h1>
      </header>
      {canResume ? (
        <div className="notice">
          <p>
            The last run ({last.recipes.join(', ')}) is {last.state}
            {last.reason ? `: ${last.reason}` : ''}. It resumes where it stopped.
          </p>
          <button
            type="button"
            className="button primary"
            onClick={() => void attempt((engine) => engine.run.resume())}
          >
            Resume
          </button>
        </div>
      ) : null}
      {run ? <RunProgress run={run} /> : null}
      {works ? null : (
        <section className="stack" aria-labelledby="recipes">
          <h2 id="recipes">{run ? 'Run another' : 'How the rows are written'}</h2>
          {forms.map((form) => (
            <RecipeCard key={form.paperName} form={form} project={project} />
          ))}
        </section>
      )}
    </div>
  );
}
