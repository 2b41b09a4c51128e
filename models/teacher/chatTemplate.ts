import { Template } from '@huggingface/jinja';
import { BadInput } from '../badInput.ts';

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
 * @throws BadInput if the model has no template or its template changes the turn
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
  const rendered = new Template(template).render({
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
