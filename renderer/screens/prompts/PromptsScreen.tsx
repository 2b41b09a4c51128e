import { useEffect, useState } from 'react';
import type { TemplateName } from '../../../electron/contract/templateNames.ts';
import type { PromptPreview } from '../../../electron/contract/texts.ts';
import { ask } from '../../store/connection.ts';
import { attempt, say, useProject } from '../../store/engineStore.ts';
import { taskForms } from '../project/taskForms.ts';
import { PromptCard } from './PromptCard.tsx';

const TYPING_MS = 250;

type Templates = Partial<Record<TemplateName, string>>;

/** Each prompt, to be changed and tried, with what the teacher would get beside it. */
export function PromptsScreen() {
  const project = useProject();
  const folder = project?.folder;
  const saved: Templates = project?.draft.task.templates ?? {};
  const [own, setOwn] = useState(saved);
  const [previews, setPreviews] = useState<readonly PromptPreview[]>([]);
  const [fault, setFault] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another project has other prompts
  useEffect(() => setOwn(saved), [folder]);
  useEffect(() => {
    const timer = setTimeout(() => {
      ask((engine) => engine.prompts.preview({ templates: own })).then(
        (list) => {
          setPreviews(list);
          setFault('');
        },
        (error: Error) => setFault(error.message),
      );
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [own]);
  if (!project) return null;
  const { readsDocuments } = taskForms[project.draft.task.kind];
  const change = (name: TemplateName, template: string | null) => {
    const { [name]: _, ...others } = own;
    setOwn(template === null ? others : { ...others, [name]: template });
  };
  const isChanged = JSON.stringify(sorted(own)) !== JSON.stringify(sorted(saved));
  const save = async () => {
    const isSaved = await attempt(async (engine) => {
      await engine.prompts.save({ templates: own });
      return true;
    });
    if (isSaved) say('The next run uses these prompts.');
  };
  return (
    <div className="page">
      <header>
        <h1>Prompts</h1>
        <span className="muted small">set {project.draft.task.prompts}</span>
        <span className="row">
          <button
            type="button"
            className="button primary"
            disabled={!isChanged || fault !== ''}
            onClick={() => void save()}
          >
            Save for the next run
          </button>
          <button
            type="button"
            className="button"
            disabled={!isChanged}
            onClick={() => setOwn(saved)}
          >
            Forget the changes
          </button>
        </span>
      </header>
      <p className="muted">
        What the teacher is asked. Left is the prompt with its places in braces, right the same
        prompt with an example {readsDocuments ? 'and a document ' : ''}of yours in them.
      </p>
      <p className="fault" role="status">
        {fault}
      </p>
      {previews.map((preview) => (
        <PromptCard
          key={preview.name}
          preview={preview}
          template={own[preview.name] ?? preview.template}
          onChange={(template) => change(preview.name, template)}
        />
      ))}
    </div>
  );
}

function sorted(templates: Templates): [string, string][] {
  return Object.entries(templates).toSorted(([a], [b]) => a.localeCompare(b));
}
