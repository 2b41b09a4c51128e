import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TemplateName } from '../../../electron/contract/templateNames.ts';
import type { PromptPreview } from '../../../electron/contract/texts.ts';
import { useSettled } from '../../components/useSettled.ts';
import { attempt, say, useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { forgetTyped, useTyped } from '../../store/useTyped.ts';
import { taskForms } from '../project/taskForms.ts';
import { PromptCard } from './PromptCard.tsx';

const TYPING_MS = 250;

type Templates = Partial<Record<TemplateName, string>>;

/** Every prompt, with a field to edit and test it, next to what the teacher would get. */
export function PromptsScreen() {
  const project = useProject();
  const saved: Templates = project?.draft.task.templates ?? {};
  const page = `prompts of ${project?.folder}`;
  const [own, setOwn] = useTyped(page, saved);
  const templates = useSettled(own, TYPING_MS);
  const { previews, fault } = usePreviews(templates);
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
    if (!isSaved) return;
    forgetTyped(page);
    say('The next run uses these prompts.');
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
            onClick={() => forgetTyped(page)}
          >
            Discard the changes
          </button>
        </span>
      </header>
      <p className="muted">
        What the teacher is asked: on the left each prompt with its placeholders in braces, on the
        right the same prompt filled with one of your examples
        {readsDocuments ? ' and documents' : ''}.
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

interface Previews {
  readonly previews: readonly PromptPreview[];
  /** The errors of the templates; empty if there are none. */
  readonly fault: string;
}

/**
 * The last valid preview of the teacher's prompts: it stays while templates have errors or are
 * being checked.
 */
function usePreviews(templates: Templates): Previews {
  const { data, error } = useQuery(
    queries.prompts.preview.queryOptions({ input: { templates }, meta: { isShownInPlace: true } }),
  );
  const [last, setLast] = useState<Previews>({ previews: [], fault: '' });
  const previews = data ?? last.previews;
  const fault = error ? error.message : data ? '' : last.fault;
  if (previews !== last.previews || fault !== last.fault) setLast({ previews, fault });
  return { previews, fault };
}

function sorted(templates: Templates): [string, string][] {
  return Object.entries(templates).toSorted(([a], [b]) => a.localeCompare(b));
}
