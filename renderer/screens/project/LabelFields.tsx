import type { DraftForm } from './draftForm.ts';
import { PromptField } from './PromptField.tsx';

interface FieldsProps {
  readonly form: DraftForm;
  readonly onChange: (part: Partial<DraftForm>) => void;
}

/** The task's labels and their meanings, which the teacher's prompts quote. */
export function LabelFields({ form, onChange }: FieldsProps) {
  const set = (index: number, part: Partial<DraftForm['labels'][number]>) =>
    onChange({ labels: form.labels.map((row, i) => (i === index ? { ...row, ...part } : row)) });
  return (
    <section className="stack" aria-labelledby="labels">
      <h2 id="labels">Labels and what they mean</h2>
      <p className="muted">
        Explain each label as you would to a new colleague. The teacher gets your words.
      </p>
      {form.labels.map(({ name, meaning }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a label is its position until it has a name
        <div className="label-row" key={index}>
          <input
            className="input"
            aria-label={`Label ${index + 1}`}
            placeholder="positive"
            value={name}
            onChange={(event) => set(index, { name: event.target.value })}
          />
          <input
            className="input"
            aria-label={`Meaning of label ${index + 1}`}
            placeholder="what the reviewer liked about the movie"
            value={meaning}
            onChange={(event) => set(index, { meaning: event.target.value })}
          />
          <button
            type="button"
            className="button quiet"
            aria-label={`Remove label ${index + 1}`}
            disabled={form.labels.length <= 2}
            onClick={() => onChange({ labels: form.labels.filter((_, i) => i !== index) })}
          >
            Remove
          </button>
        </div>
      ))}
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() => onChange({ labels: [...form.labels, { name: '', meaning: '' }] })}
        >
          Add a label
        </button>
      </div>
      <PromptField form={form} onChange={onChange} />
    </section>
  );
}
