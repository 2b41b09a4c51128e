import { expect, it } from 'vitest';
import { completionRequest } from '../../../../../electron/engine/endpoints/completionRequest.ts';
import {
  completionCall,
  completionSchema,
} from '../../../../../electron/engine/endpoints/servedRequest.ts';
import { listGrammar } from '../../../../../electron/engine/steps/parseOutput.ts';

const prompt = { text: 'Three reasons:', chat: false };
const sampling = {
  ...{ temperature: 0.9, topP: 0.8, maxTokens: 20, seed: 7, stop: ['\n\n'] },
  grammar: listGrammar(3),
};

it('a call that is served by another Stillroom arrives as it was made', () => {
  const { path, body } = completionRequest('m', prompt, sampling, {
    isStillroom: true,
    takesNeutral: true,
  });
  expect(path).toBe('/v1/completions');
  expect(completionCall(completionSchema.parse(body))).toEqual({ prompt, sampling });
});

it('a server that takes no fields but OpenAI’s is sent no grammar', () => {
  const { body } = completionRequest('m', prompt, sampling, {
    isStillroom: false,
    takesNeutral: false,
  });
  expect(body).not.toHaveProperty('grammar');
});
