import { BadInput } from '../badInput.ts';
import { renderTemplate, TemplateRefusal } from './renderTemplate.ts';
import { closingThoughts, endsInThoughts } from './thoughts.ts';

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
  const messages: Message[] = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? 'user' : 'assistant',
    content: placeholder(turn),
  }));
  const render = (asked: readonly Message[]) =>
    rendering(model, template, {
      messages: asked,
      bos_token: bos,
      eos_token: eos,
      add_generation_prompt: true,
      ...SWITCHED_OFF,
    });
  const asked = render(messages);
  const withSystem = () => render([{ role: 'system', content: NO_THINKING }, ...messages]);
  const isOpen = template.includes(NO_THINKING) && !endsInThoughts(asked);
  const quiet = isOpen ? withSystem() : asked;
  const rendered = endsInThoughts(quiet) ? quiet : asked;
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
  rest += answerChannel(rest) + closingThoughts(rest);
  const [before, ...after] = [...parts, rest];
  return { before: before!, after };
}

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * A row is wanted, not the thoughts before it. The names by which templates let a caller say so: Qwen3,
 * SmolLM3 and GLM have the first, DeepSeek-V3.1 and Granite the second.
 */
const SWITCHED_OFF = { enable_thinking: false, thinking: false };
/** What others look for in a message. */
const NO_THINKING = '/no_think';

/** gpt-oss writes into channels, the first of which is for its thoughts: it is shown the last. */
const answerChannel = (prompt: string) =>
  prompt.endsWith('<|start|>assistant') ? '<|channel|>final<|message|>' : '';

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
