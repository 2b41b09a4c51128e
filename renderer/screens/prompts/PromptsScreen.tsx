import { useEffect, useState } from 'react';
import type { PromptPreview } from '../../../electron/contract/texts.ts';
import { attempt, useProject } from '../../store/engineStore.ts';

/** Each prompt as the teacher would get it, to be changed and tried. */
export function PromptsScreen() {
  const project = useProject();
  const [previews, setPreviews] = useState<readonly PromptPreview[]>([]);
  useEffect(() => {
    void attempt((engine) => engine.prompts.preview()).then((list) => list && setPreviews(list));
  }, []);
  if (!project) return null;
  return (
    <div className="page">
      <header>
        <h1>Prompts</h1>
        <span className="muted small">set {project.draft.task.prompts}</span>
      </header>
      <p className="muted">
        What the teacher is asked, with an example and a document of yours in their places. Change a
        text here to see what the teacher makes of it; runs go on using the set.
      </p>
      {previews.map((preview) => (
        <PromptCard key={preview.title} preview={preview} />
      ))}
    </div>
  );
}

function PromptCard({ preview }: { preview: PromptPreview }) {
  const [text, setText] = useState(preview.text);
  const [answer, setAnswer] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const tryOut = async () => {
    setIsBusy(true);
    const { chat } = preview;
    const result = await attempt((engine) => engine.prompts.tryOut({ text, chat }));
    setIsBusy(false);
    if (result) setAnswer(result.output || '(nothing)');
  };
  return (
    <section className="card stack" aria-label={preview.title}>
      <div className="row">
        <h2>{preview.title}</h2>
        <span className="muted small">{preview.what}</span>
      </div>
      <textarea
        className="input mono"
        aria-label={`Prompt: ${preview.title}`}
        rows={Math.min(14, Math.max(3, Math.ceil(text.length / 110)))}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isBusy || text.trim() === ''}
          onClick={() => void tryOut()}
        >
          {isBusy ? 'The teacher writes …' : 'Try it'}
        </button>
        {text === preview.text ? null : (
          <button type="button" className="button quiet" onClick={() => setText(preview.text)}>
            As it was
          </button>
        )}
        <span className="muted small">
          {preview.chat ? 'as a chat turn' : 'as plain text to go on from'}, up to{' '}
          {preview.maxTokens} tokens in a run
        </span>
      </div>
      {answer === null ? null : (
        <p className="source" role="status">
          {answer}
        </p>
      )}
    </section>
  );
}
