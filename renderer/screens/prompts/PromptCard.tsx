import { useMutation } from '@tanstack/react-query';
import type { PromptPreview } from '../../../electron/contract/texts.ts';
import { Scrollable } from '../../components/Scrollable.tsx';
import { queries } from '../../store/queries.ts';

/** A prompt of the set: its template, the filled-in prompt, and the teacher's answer. */
export function PromptCard({
  preview,
  template,
  onChange,
}: {
  preview: PromptPreview;
  template: string;
  onChange: (template: string | null) => void;
}) {
  const tryOut = useMutation(queries.prompts.tryOut.mutationOptions());
  const { title, what, text, chat, maxTokens, places, isOwn } = preview;
  return (
    <section className="card stack" aria-label={title}>
      <div className="row">
        <h2>{title}</h2>
        <span className="muted small">{what}</span>
      </div>
      <div className="prompt-panes">
        <div className="field">
          <textarea
            className="input mono"
            aria-label={`Template: ${title}`}
            rows={Math.min(14, Math.max(3, Math.ceil(template.length / 50)))}
            value={template}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className="help">
            may have {places.map((place) => `{${place}}`).join(', ')}
            {isOwn ? '; in your words' : ''}
          </span>
        </div>
        <Scrollable className="bounded" label={`What the teacher gets: ${title}`}>
          <pre className="raw">{text}</pre>
        </Scrollable>
      </div>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={tryOut.isPending}
          onClick={() => tryOut.mutate({ text, chat })}
        >
          {tryOut.isPending ? 'The teacher writes …' : 'Try it'}
        </button>
        {isOwn ? (
          <button type="button" className="button quiet" onClick={() => onChange(null)}>
            Reset to the prompt set
          </button>
        ) : null}
        <span className="muted small">
          {chat ? 'as a chat turn' : 'as plain text to go on from'}, up to {maxTokens} tokens in a
          run
        </span>
      </div>
      {tryOut.data ? (
        <p className="source" role="status">
          {tryOut.data.output || '(nothing)'}
        </p>
      ) : null}
    </section>
  );
}
