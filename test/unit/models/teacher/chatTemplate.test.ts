import { Template } from '@huggingface/jinja';
import { describe, expect, it } from 'vitest';
import { chatFrame } from '../../../../models/teacher/chatTemplate.ts';

const given = { bos: '<s>', eos: '</s>', model: 'models/odd.gguf' };
const frameOf = (template: string) => chatFrame(template, given);

/** What the templates of published models use. */
const USUAL = `{%- set today = strftime_now('%d %b %Y') if strftime_now is defined else 'July' %}
{%- macro turn(role, text) %}<|{{ role }}|>
{{ text | trim }}{{ eos_token }}
{%- endmacro %}
{%- set state = namespace(found=false) %}
{{- bos_token }}{{ turn('system', 'Today is ' ~ today) }}
{%- for message in messages %}
  {%- if loop.first and message['role'] not in ['system', 'tool'] %}
    {%- set state.found = True %}
  {%- endif %}
  {%- if (message.role == 'user') != (loop.index0 % 2 == 0) %}
    {{- raise_exception('The roles must alternate.') }}
  {%- endif %}
  {{- turn(message.role, message.content) }}
{%- endfor %}
{%- if tools is defined and tools is not none %}{{ tools | tojson }}{% endif %}
{%- for i in range(3, 0, -1) %}{{ i }}{% endfor %}
{%- if add_generation_prompt and state.found %}<|assistant|>{% endif %}`;

it('renders a template as the library does without limits, but for the day', () => {
  const {
    before,
    after: [after],
  } = frameOf(USUAL);
  const rendered = new Template(USUAL).render({
    messages: [{ role: 'user', content: 'warm film' }],
    bos_token: '<s>',
    eos_token: '</s>',
    add_generation_prompt: true,
  });
  const today = /Today is (.*?)<\/s>/.exec(rendered)![1]!;
  expect(`${before}warm film${after}`).toBe(rendered.replace(today, '26 Jul 2024'));
  expect(before).toMatch(/^<s><\|system\|>\nToday is 26 Jul 2024<\/s><\|user\|>\n$/);
  expect(after).toBe('</s>321<|assistant|>');
});

it('frames shots as turns of both sides, and counts what stands behind each', () => {
  const { before, after } = chatFrame(USUAL, given, 5);
  expect(before).toMatch(/<\|user\|>\n$/);
  const answer = '</s><|assistant|>\n';
  const request = '</s><|user|>\n';
  expect(after).toEqual([answer, request, answer, request, '</s>321<|assistant|>']);
});

it('asks a model that thinks to answer at once', () => {
  const thinking = `{{- messages[0].content }}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}
{{- '<think>\\n\\n</think>\\n\\n' }}
{%- endif %}`;
  expect(frameOf(thinking).after.at(-1)).toBe('<|im_start|>assistant\n<think>\n\n</think>\n\n');
});

it('frames as many shots as a recipe can show', () => {
  expect(chatFrame(USUAL, given, 201).after).toHaveLength(201);
});

it('refuses a template that drops earlier turns or repeats one', () => {
  const sentence = 'models/odd.gguf: its chat template changes the user';
  const last = '{{ messages[-1].content }}';
  expect(chatFrame(last, given)).toEqual({ before: '', after: [''] });
  expect(() => chatFrame(last, given, 3)).toThrow(sentence);
  expect(() => frameOf(`${last}${last}`)).toThrow(sentence);
});

it('quotes a template that refuses the turn', () => {
  expect(() => frameOf("{{ raise_exception('Only\\nassistants\\x07 speak.') }}")).toThrow(
    'models/odd.gguf: its chat template refuses a user’s turn, in its own words: “Only assistants speak.”',
  );
});

const grow = (step: string) =>
  `{% set n = namespace(s='ab', l=[1]) %}{% for i in range(60) %}${step}{% endfor %}`;

describe('a hostile template ends in a sentence', () => {
  it.each([
    ['a loop of billions', '{% for i in range(2000000000) %}x{% endfor %}', 'counts further'],
    [
      'a loop in a loop',
      '{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}',
      'repeats more',
    ],
    ['a text that doubles', grow('{% set n.s = n.s + n.s %}'), 'repeats more'],
    ['a list that doubles', grow('{% set n.l = n.l + n.l %}'), 'repeats more'],
    ['lists in lists', `${grow('{% set n.l = [n.l, n.l] %}')}{{ n.l | tojson }}`, '5 seconds'],
    ['a search without end', `${' '.repeat(199_000)}{{ messages }}`, '5 seconds'],
    ['brackets without end', `{{${'('.repeat(190_000)}`, 'fails'],
    ['a book', 'x'.repeat(200_001), 'more than 200,000 characters'],
    ['a syntax error', '{% for m in %}{{ }}', 'fails: Unexpected token'],
    ['an unknown function', '{{ tell(messages) }}', 'fails'],
  ])('%s', (_, template, sentence) => {
    const since = performance.now();
    let thrown: unknown;
    try {
      frameOf(template);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'BadInput' });
    expect(String(thrown)).toContain('models/odd.gguf: its chat template');
    expect(String(thrown)).toContain(sentence);
    expect(performance.now() - since).toBeLessThan(15_000);
  });
});
