import { BadInput } from '../../../models/badInput.ts';
import { stopPosition } from '../../../models/teacher/stopPosition.ts';
import type { Completion, Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import { answerStart } from '../../../models/teacher/thoughts.ts';
import { type AskOptions, askEndpoint } from './askEndpoint.ts';
import type { Capabilities, ProbedEndpoint } from './capabilities.ts';
import { completionRequest } from './completionRequest.ts';
import { type ReadCompletion, readCompletion } from './readCompletion.ts';

/** Asks an endpoint for one completion. @throws EndpointFault */
export async function generateAt(
  { endpoint, can }: ProbedEndpoint,
  prompt: Prompt,
  sampling: Sampling,
  options: AskOptions,
): Promise<Completion> {
  requireAble(endpoint.url, can, prompt, sampling);
  const since = performance.now();
  const ask = async (stop: readonly string[]) => {
    const { path, body } = completionRequest(endpoint.model, prompt, { ...sampling, stop }, can);
    const { json } = await askEndpoint(endpoint, path, body, options);
    return readCompletion(json, endpoint.url, can.model);
  };
  const first = await ask(sampling.stop);
  const { stop } = sampling;
  // a server stops at white space or within thoughts too, before there is an answer
  const read = !can.isStillroom && stop.length > 0 && hasNoAnswer(first) ? await ask([]) : first;
  const at = stopPosition(read.text, stop);
  return {
    output: at >= 0 ? read.text.slice(0, at) : read.text,
    promptTokens: read.promptTokens,
    outputTokens: read.outputTokens,
    sharedTokens: read.sharedTokens,
    ended: endOf(read, at >= 0),
    seconds: (performance.now() - since) / 1000,
    writtenBy: { url: endpoint.url, model: can.model, server: can.server },
  };
}

function hasNoAnswer({ text, isCut, stopped }: ReadCompletion): boolean {
  if (isCut || stopped === false) return false;
  const start = answerStart(text);
  return start < 0 || text.slice(start).trim() === '';
}

function endOf({ isCut, stopped }: ReadCompletion, isCutHere: boolean): Completion['ended'] {
  if (isCutHere || stopped) return 'stop';
  return isCut ? 'max tokens' : 'end of text';
}

function requireAble(
  url: string,
  can: Capabilities,
  { chat }: Prompt,
  { against }: Sampling,
): void {
  if (against && !can.isStillroom) {
    throw new BadInput(`${url}: self-debiasing needs a teacher of Stillroom’s own.`);
  }
  if (chat && !can.chats) {
    throw new BadInput(`${url}: it has no chat (/v1/chat/completions). Set frame to raw.`);
  }
  if (!chat && !can.completes) {
    throw new BadInput(
      `${url}: it cannot continue a text (/v1/completions). Set frame to chat, or use another server.`,
    );
  }
}
