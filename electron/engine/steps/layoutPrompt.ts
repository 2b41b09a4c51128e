import type { Prompt } from '../../../models/teacher/teacher.ts';

/** A request and its answer, which is empty if the teacher will write it. */
export interface PromptBlock {
  /** Empty for a text that is shown alone. */
  readonly asked: string;
  /** The answer's name: 'Review'. */
  readonly prefix: string;
  readonly answer: string;
  /** What a chat adds to the request, behind the paper's words. */
  readonly inChat?: string | undefined;
}

/**
 * A prompt in SynthesizRR's layout (App. H): shots, then the block whose answer is open.
 *
 * Raw text is the paper's: blocks between blank lines, each with its answer behind the answer's
 * name. In a chat (ours) each shot is a user's turn and the teacher's answer to it, and the last
 * turn ends with its request; texts that are shown alone stand before the request.
 */
export function layoutPrompt(
  shots: readonly PromptBlock[],
  open: PromptBlock,
  chat: boolean,
): Prompt {
  if (!chat) return { text: [...shots, open].map(rawBlock).join(BLANK_LINE), chat };
  const turns: string[] = [];
  let alone = '';
  for (const shot of shots) {
    if (shot.asked === '') alone += `${rawBlock(shot)}${BLANK_LINE}`;
    else turns.push(requestOf(shot), shot.answer);
  }
  turns.push(`${alone}${requestOf(open)}`);
  const text = turns.join(BLANK_LINE);
  if (turns.length === 1) return { text, chat };
  let at = 0;
  const begins = turns.slice(0, -1).map((turn) => {
    at += turn.length + BLANK_LINE.length;
    return at;
  });
  return { text, chat, turns: begins };
}

const requestOf = ({ asked, inChat }: PromptBlock) => (inChat ? `${asked} ${inChat}` : asked);

const BLANK_LINE = '\n\n';

/** A block as the paper writes it. */
export function rawBlock({ asked, prefix, answer }: PromptBlock): string {
  const request = asked === '' ? '' : `${asked}\n`;
  return `${request}${prefix}:${answer === '' ? '' : ` ${answer}`}`;
}
