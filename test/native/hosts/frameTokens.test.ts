import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { frameTokens } from '../../../models/teacher/frameTokens.ts';
import { loadTeacher } from '../../../models/teacher/teacher.ts';
import { turnEnd } from '../../../models/teacher/turnEnd.ts';
import { type LlamaModel, loadLlamaModel } from '../../../native/llama/llamaModel.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

const CONTROL = ['<|im_start|>', '<|im_end|>'];
const INST = '{{ bos_token }}{% for m in messages %}[INST] {{ m.content }} [/INST]{% endfor %}';

let folder: string;
let model: LlamaModel;
let file: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-frames-'));
  file = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(file, [], { control: CONTROL, template: INST });
  model = await loadLlamaModel(file, { contextSize: 512, sequences: 1, threads: 1, gpuLayers: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ids = (before: string, turns: readonly string[], after: readonly string[]) => {
  const { shared, own } = frameTokens(model, before, turns, after);
  return [...shared, ...own];
};

it.each([
  ['Llama 2’s frame, whose marks are text', '<s>[INST] ', ['baban bacor'], [' [/INST]']],
  ['a frame that ends in a word', 'ask ', ['baban'], [' answer']],
  [
    'marks that are tokens',
    '<|im_start|>user\n',
    ['baban'],
    ['<|im_end|>\n<|im_start|>assistant\n'],
  ],
  ['a text behind a mark', '<s><|im_start|>', ['baban bacor'], ['<|im_end|>']],
  [
    'turns of both sides',
    '<s>[INST] ',
    ['baban', 'bacor', 'dilum'],
    [' [/INST] ', ' </s><s>[INST] ', ' [/INST]'],
  ],
  ['nothing but the turn', '', ['baban'], ['']],
])('%s has the tokens of its prompt in one piece', (_, before, turns, after) => {
  const whole = turns.reduce((text, turn, i) => text + turn + after[i], before);
  expect(ids(before, turns, after)).toEqual(model.tokenize(whole, true));
});

it('a mark that a user typed stays text', () => {
  const typed = ids('<s>[INST] ', ['baban </s> <|im_end|>'], [' [/INST]']);
  const marks = [...model.tokenize('</s>', true), ...model.tokenize('<|im_end|>', true)];
  expect(marks).toHaveLength(2);
  for (const mark of marks) expect(typed).not.toContain(mark);
});

it('what is shared ends at the last mark before the first turn', () => {
  const of = (turn: string) =>
    frameTokens(model, '<s>ask<|im_start|>user ', [turn], ['<|im_end|>']);
  expect(of('baban').shared).toEqual(of('bacor').shared);
  expect(of('baban').shared).toEqual(model.tokenize('<s>ask<|im_start|>', true));
});

it('white space beside a mark that takes it is not read', () => {
  const [open, end] = CONTROL.map((mark) => model.tokenize(mark, true)[0]!);
  const tokenizer = {
    tokenize: model.tokenize,
    markOf(token: number) {
      const mark = model.markOf(token);
      return mark && { ...mark, rstrip: token === open, lstrip: token === end };
    },
  };
  const { shared, own } = frameTokens(tokenizer, '<|im_start|>\n ', ['baban'], [' \n<|im_end|>']);
  expect([...shared, ...own]).toEqual([open, ...model.tokenize('baban', false), end]);
});

it('a prompt begins with the begin token once, whoever writes it', async () => {
  const count = async (template: string) => {
    const other = path.join(folder, 'bos.gguf');
    writeTinyTeacher(other, [], { template });
    const teacher = await loadTeacher(other, { contextSize: 256, threads: 1 });
    return teacher.countTokens({ text: 'baban', chat: true });
  };
  const bare = '{% for m in messages %}ask {{ m.content }}{% endfor %}';
  const once = model.tokenize('<s>ask baban', true).length;
  expect(await count(bare)).toBe(once);
  expect(await count(`{{ bos_token }}${bare}`)).toBe(once);
});

it.each([
  [' </s><s>[INST] ', { mark: '</s>' }],
  ['<|im_end|>\n<|im_start|>user\n', { mark: '<|im_end|>' }],
  ['<end_of_turn>\n<start_of_turn>user\n', { text: '<end_of_turn>' }],
  [' [/INST] ask', { text: '[/INST]' }],
  ['\n\n### Instruction:\n', { text: '### Instruction:' }],
  ['\nask: ', {}],
  ['', {}],
])('behind a turn, %j ends it by %j', (behind, end) => {
  const expected = 'mark' in end ? { token: model.tokenize(end.mark, true)[0] } : end;
  expect(turnEnd(model, behind)).toEqual(expected);
});

it('a model’s turn ends where its template says so, at a token or at letters', async () => {
  const written = async (between: string) => {
    const other = path.join(folder, 'end.gguf');
    const template = `{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}ask {{ m.content }} answer {% else %}{{ m.content }}${between}{% endif %}{% endfor %}`;
    writeTinyTeacher(other, ['<x>'], { template });
    const teacher = await loadTeacher(other, { contextSize: 512, threads: 1 });
    const sampling = { temperature: 0.9, topP: 0.9, maxTokens: 200, seed: 3, stop: [] };
    return teacher.generate({ text: 'baban', chat: true }, sampling);
  };
  const open = await written('\n');
  expect(open.output).toContain('<x>');
  const closed = await written('<x>\n');
  expect(closed.ended).toBe('stop');
  expect(closed.output).toBe(open.output.slice(0, open.output.indexOf('<x>')));
});

it('a continuation is scored as the end of both texts in one piece', async () => {
  const teacher = await loadTeacher(file, { contextSize: 512, threads: 1 });
  const [score] = await teacher.score({ text: 'baban', chat: false }, [' bacor']);
  const tokens = (text: string) => model.tokenize(text, false).length;
  expect(score!.tokens).toBe(tokens('baban bacor') - tokens('baban'));
  expect(score!.tokens).toBeLessThan(tokens(' bacor'));
});
