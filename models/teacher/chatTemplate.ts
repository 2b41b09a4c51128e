import { BadInput } from '../badInput.ts';
import { renderTemplate, TemplateRefusal } from './renderTemplate.ts';

/**
 * The text that a model's chat template puts around the user's turn; both parts may contain special
 * tokens.
 */
export interface ChatFrame {
  readonly before: string;
  readonly after: string;
}

const CONTENT = '\uE000user turn\uE001';

/**
 * Renders a GGUF's chat template once around a placeholder and splits it there, so that the user's
 * text can be tokenized separately, as plain text.
 * @throws BadInput if the model has no template, or its template fails, refuses the turn or changes
 *   it
 */
export function chatFrame(
  template: string | undefined,
  { bos, eos, model }: { bos: string; eos: string; model: string },
): ChatFrame {
  if (!template) {
    throw new BadInput(
      `${model} has no chat template, and the prompt set asks for a chat. Choose a chat or instruct ` +
        'model; a base model cannot write S3 rows with the sets in prompts/.',
    );
  }
  const rendered = rendering(model, template, {
    messages: [{ role: 'user', content: CONTENT }],
    bos_token: bos,
    eos_token: eos,
    add_generation_prompt: true,
  });
  const [before, after] = rendered.split(CONTENT);
  if (before === undefined || after === undefined) {
    throw new BadInput(`${model}: its chat template changes the user's turn and cannot be used.`);
  }
  return { before, after };
}

const MOST_QUOTED = 300;

function rendering(model: string, template: string, variables: Record<string, unknown>): string {
  try {
    return renderTemplate(template, variables);
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error));
    const fault =
      error instanceof TemplateRefusal
        ? `its chat template refuses a user’s turn, in its own words: “${reason}”`
        : `its chat template fails: ${reason}`;
    throw new BadInput(
      `${model}: ${fault}. Choose another model, or a file of this one from another publisher.`,
    );
  }
}

/** A model's own words, as one line without control characters. */
function printable(text: string): string {
  return text
    .slice(0, MOST_QUOTED)
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
}
