import { BadInput } from '../badInput.ts';
import { renderTemplate, TemplateRefusal } from './renderTemplate.ts';

/**
 * The texts that a model's chat template puts around the turns of a chat; all of them may contain
 * special tokens.
 */
export interface ChatFrame {
  readonly before: string;
  /** What stands behind each turn. */
  readonly after: readonly string[];
}

const placeholder = (turn: number) => `\uE000turn ${turn}\uE001`;

/**
 * Renders a GGUF's chat template around a placeholder for each turn and splits it there, so that
 * the turns' texts can be tokenized separately, as plain text.
 * @param turns how many: the user's and the model's in turn, an odd number, because the last is the
 *   user's
 * @throws BadInput if the model has no template, or its template fails, refuses the turns or
 *   changes them
 */
export function chatFrame(
  template: string | undefined,
  { bos, eos, model }: { bos: string; eos: string; model: string },
  turns = 1,
): ChatFrame {
  if (!template) {
    throw new BadInput(
      `${model} has no chat template, and the prompt set asks for a chat. Choose a chat or instruct ` +
        'model; a base model cannot write S3 rows with the sets in prompts/.',
    );
  }
  const rendered = rendering(model, template, {
    messages: Array.from({ length: turns }, (_, turn) => ({
      role: turn % 2 === 0 ? 'user' : 'assistant',
      content: placeholder(turn),
    })),
    bos_token: bos,
    eos_token: eos,
    add_generation_prompt: true,
    // a row is wanted, not the thoughts before it: Qwen3's template then puts an empty block of them
    enable_thinking: false,
  });
  const parts: string[] = [];
  let rest = rendered;
  for (let turn = 0; turn < turns; turn++) {
    const [part, ...others] = rest.split(placeholder(turn));
    if (others.length !== 1) {
      throw new BadInput(`${model}: its chat template changes the user's turn and cannot be used.`);
    }
    parts.push(part!);
    rest = others[0]!;
  }
  const [before, ...after] = [...parts, rest];
  return { before: before!, after };
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
