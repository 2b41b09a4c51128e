import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TemplateName } from '../../../electron/contract/templateNames.ts';
import { useSettled } from '../../components/useSettled.ts';
import { attempt, say, useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { taskForms } from '../project/taskForms.ts';
import { PromptCard } from './PromptCard.tsx';

const TYPING_MS = 250;

type Templates = Partial<Record<TemplateName, string>>;

/** Each prompt, to be changed and tried, with what the teacher would get beside it. */
export function PromptsScreen() {
  const project = useProject();
  const saved: Templates = project?.draft.task.templates ?? {};
  const [own, setOwn] = useState(saved);
  const templates = useSettled(own, TYPING_MS);
  const [previews, fault] = usePreviews(templates);
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

/** What the teacher would get, as it last could be told, and what is wrong with the templates now. */
function usePreviews(templates: Templates) {
  const { data, error } = useQuery(
    queries.prompts.preview.queryOptions({
      input: { templates },
      placeholderData: keepPreviousData,
      meta: { isShownInPlace: true },
    }),
  );
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  return [data ?? last ?? [], error?.message ?? ''] as const;
}

function sorted(templates: Templates): [string, string][] {
  return Object.entries(templates).toSorted(([a], [b]) => a.localeCompare(b));
}
