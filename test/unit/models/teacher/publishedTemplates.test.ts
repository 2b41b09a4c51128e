import { expect, it } from 'vitest';
import { chatFrame } from '../../../../models/teacher/chatTemplate.ts';

/**
 * Templates in the shape of the families', each with what they make of one turn and, where they take
 * more, of a shot before it: U, V are the user's turns and A the model's.
 */
interface Family {
  readonly name: string;
  readonly template: string;
  readonly one: string;
  readonly three?: string;
  readonly bos?: string;
  readonly eos?: string;
}

const CHATML = `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}`;

const FAMILIES: readonly Family[] = [
  {
    name: 'Llama 2',
    template: `{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}
{%- for message in loop_messages %}
{%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}
{%- if message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'].strip() + ' [/INST]' }}
{%- elif message['role'] == 'assistant' %}{{ ' ' + message['content'].strip() + ' ' + eos_token }}{% endif %}
{%- endfor %}`,
    one: '<s>[INST] U [/INST]',
    three: '<s>[INST] U [/INST] A </s><s>[INST] V [/INST]',
  },
  {
    name: 'Llama 3',
    template: `{{- bos_token }}
{%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}{%- else %}{%- set date_string = "1 Jan 2024" %}{%- endif %}
{%- if messages[0]['role'] == 'system' %}{%- set system_message = messages[0]['content']|trim %}{%- set messages = messages[1:] %}{%- else %}{%- set system_message = "" %}{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{%- if tools is not none and tools is defined %}{{- "Environment: ipython\\n" }}{%- endif %}
{{- "Today Date: " + date_string + "\\n\\n" }}{{- system_message }}{{- "<|eot_id|>" }}
{%- for message in messages %}{{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}`,
    bos: '<|begin_of_text|>',
    one: `<|begin_of_text|><|start_header_id|>system<|end_header_id|>

Today Date: 26 Jul 2024

<|eot_id|><|start_header_id|>user<|end_header_id|>

U<|eot_id|><|start_header_id|>assistant<|end_header_id|>

`,
  },
  {
    name: 'Mistral',
    template: `{%- if messages[0]["role"] == "system" %}{%- set system_message = messages[0]["content"] %}{%- set loop_messages = messages[1:] %}{%- else %}{%- set loop_messages = messages %}{%- endif %}
{%- set user_messages = loop_messages | selectattr("role", "equalto", "user") | list %}
{%- set ns = namespace(index=0) %}
{{- bos_token }}
{%- for message in loop_messages %}
{%- if message["role"] == "user" %}{%- if message == user_messages[-1] and system_message is defined %}{{- "[INST]" + system_message + "\\n\\n" + message["content"] + "[/INST]" }}{%- else %}{{- "[INST]" + message["content"] + "[/INST]" }}{%- endif %}
{%- else %}{{- message["content"] + eos_token }}{%- endif %}{%- set ns.index = ns.index + 1 %}
{%- endfor %}`,
    one: '<s>[INST]U[/INST]',
    three: '<s>[INST]U[/INST]A</s>[INST]V[/INST]',
  },
  {
    name: 'Qwen 2.5',
    template: `{%- if tools %}{{- 'tools' }}{%- else %}{%- if messages[0]['role'] == 'system' %}{{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}{%- else %}{{- '<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n' }}{%- endif %}{%- endif %}
{%- for message in messages %}{%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}{%- endif %}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}`,
    one: `<|im_start|>system
You are a helpful assistant.<|im_end|>
<|im_start|>user
U<|im_end|>
<|im_start|>assistant
`,
  },
  {
    name: 'Qwen 3',
    template: `{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}{%- set ns.multi_step_tool = false %}{%- set ns.last_query_index = index %}{%- endif %}{%- endfor %}
{%- for message in messages %}{%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}{%- endif %}
{%- if message.role == "assistant" %}{%- if '</think>' in content %}{%- set content = content.split('</think>')[-1].lstrip('\\n') %}{%- endif %}{%- endif %}
{{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}{%- endif %}`,
    one: `<|im_start|>user
U<|im_end|>
<|im_start|>assistant
<think>

</think>

`,
    three: `<|im_start|>user
U<|im_end|>
<|im_start|>assistant
A<|im_end|>
<|im_start|>user
V<|im_end|>
<|im_start|>assistant
<think>

</think>

`,
  },
  {
    name: 'Gemma 2',
    template: `{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}`,
    bos: '<bos>',
    one: '<bos><start_of_turn>user\nU<end_of_turn>\n<start_of_turn>model\n',
    three:
      '<bos><start_of_turn>user\nU<end_of_turn>\n<start_of_turn>model\nA<end_of_turn>\n<start_of_turn>user\nV<end_of_turn>\n<start_of_turn>model\n',
  },
  {
    name: 'Gemma 3',
    template: `{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}{%- set first_user_prefix = messages[0]['content'] + '\\n\\n' -%}{%- set loop_messages = messages[1:] -%}{%- else -%}{%- set first_user_prefix = "" -%}{%- set loop_messages = messages -%}{%- endif -%}
{%- for message in loop_messages -%}
{%- if (message['role'] == 'assistant') -%}{%- set role = "model" -%}{%- else -%}{%- set role = message['role'] -%}{%- endif -%}
{{ '<start_of_turn>' + role + '\\n' + (first_user_prefix if loop.first else "") }}
{%- if message['content'] is string -%}{{ message['content'] | trim }}{%- elif message['content'] is iterable -%}{{ raise_exception("pictures") }}{%- endif -%}
{{ '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}`,
    bos: '<bos>',
    one: '<bos><start_of_turn>user\nU<end_of_turn>\n<start_of_turn>model\n',
  },
  {
    name: 'Phi 3',
    template: `{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>\\n' + message['content'] + '<|end|>\\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\\n' + message['content'] + '<|end|>\\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\\n' + message['content'] + '<|end|>\\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}`,
    one: '<|user|>\nU<|end|>\n<|assistant|>\n',
    three: '<|user|>\nU<|end|>\n<|assistant|>\nA<|end|>\n<|user|>\nV<|end|>\n<|assistant|>\n',
  },
  {
    name: 'SmolLM 2',
    template: `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are a helpful AI assistant<|im_end|>\\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`,
    one: '<|im_start|>system\nYou are a helpful AI assistant<|im_end|>\n<|im_start|>user\nU<|im_end|>\n<|im_start|>assistant\n',
  },
  {
    name: 'SmolLM 3',
    template: `{%- if enable_thinking is not defined -%}{%- set enable_thinking = true -%}{%- endif -%}
{%- if enable_thinking -%}{%- set reasoning_mode = "/think" -%}{%- else -%}{%- set reasoning_mode = "/no_think" -%}{%- endif -%}
{{- "<|im_start|>system\\nToday Date: " -}}{%- set today = strftime_now("%d %B %Y") -%}{{- today ~ "\\nReasoning Mode: " + reasoning_mode + "<|im_end|>\\n" -}}
{%- for message in messages -%}{%- set content = message.content if message.content is string else "" -%}
{%- if message.role == "user" -%}{{ "<|im_start|>" + message.role + "\\n" + content + "<|im_end|>\\n" }}
{%- elif message.role == "assistant" -%}{% generation %}{{ "<|im_start|>assistant\\n" + content.lstrip("\\n") + "<|im_end|>\\n" }}{% endgeneration %}{%- endif -%}{%- endfor -%}
{%- if add_generation_prompt -%}{%- if reasoning_mode == "/think" -%}{{ "<|im_start|>assistant\\n" }}{%- else -%}{{ "<|im_start|>assistant\\n<think>\\n\\n</think>\\n" }}{%- endif -%}{%- endif -%}`,
    one: `<|im_start|>system
Today Date: 26 July 2024
Reasoning Mode: /no_think<|im_end|>
<|im_start|>user
U<|im_end|>
<|im_start|>assistant
<think>

</think>
`,
  },
  {
    name: 'DeepSeek’s distillations',
    template: `{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=false, is_tool=false, system_prompt='') %}{%- for message in messages %}{%- if message['role'] == 'system' %}{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}{{bos_token}}{{ns.system_prompt}}{%- for message in messages %}{%- if message['role'] == 'user' %}{%- set ns.is_tool = false -%}{{'<｜User｜>' + message['content']}}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}{%- endif %}{%- endfor -%}{% if add_generation_prompt and not ns.is_tool %}{{'<｜Assistant｜><think>\\n'}}{% endif %}`,
    bos: '<｜begin▁of▁sentence｜>',
    one: '<｜begin▁of▁sentence｜><｜User｜>U<｜Assistant｜><think>\n\n</think>\n\n',
    three:
      '<｜begin▁of▁sentence｜><｜User｜>U<｜Assistant｜>A<｜end▁of▁sentence｜><｜User｜>V<｜Assistant｜><think>\n\n</think>\n\n',
  },
  {
    name: 'DeepSeek-V3.1, whose switch is named thinking',
    template: `{% if not thinking is defined %}{% set thinking = true %}{% endif %}{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{{ m.content }}{% else %}<｜Assistant｜></think>{{ m.content }}{% endif %}{% endfor %}{% if add_generation_prompt %}<｜Assistant｜>{% if thinking %}<think>{% else %}</think>{% endif %}{% endif %}`,
    one: '<s><｜User｜>U<｜Assistant｜></think>',
  },
  {
    name: 'Granite, which says what to do',
    template: `{% if thinking %}{% set system = 'Think first.' %}{% else %}{% set system = 'You are Granite.' %}{% endif %}<|start_of_role|>system<|end_of_role|>{{ system }}<|end_of_text|>
{% for m in messages %}<|start_of_role|>{{ m.role }}<|end_of_role|>{{ m.content }}<|end_of_text|>
{% endfor %}{% if add_generation_prompt %}<|start_of_role|>assistant<|end_of_role|>{% endif %}`,
    one: '<|start_of_role|>system<|end_of_role|>You are Granite.<|end_of_text|>\n<|start_of_role|>user<|end_of_role|>U<|end_of_text|>\n<|start_of_role|>assistant<|end_of_role|>',
  },
  {
    name: 'Nemotron, which looks for /no_think in a message',
    template: `{% set ns = namespace(enable_thinking=true) %}{% for m in messages %}{% if '/no_think' in m.content %}{% set ns.enable_thinking = false %}{% endif %}{% endfor %}{% for m in messages %}<SPECIAL_10>{{ m.role }}
{{ m.content.replace('/no_think', '') }}
{% endfor %}{% if add_generation_prompt %}<SPECIAL_11>Assistant
{% if ns.enable_thinking %}<think>
{% else %}<think></think>{% endif %}{% endif %}`,
    one: '<SPECIAL_10>system\n\n<SPECIAL_10>user\nU\n<SPECIAL_11>Assistant\n<think></think>',
  },
  {
    name: 'GLM, which adds a word to the turn',
    template: `[gMASK]<sop>{% for m in messages %}{% if m.role == 'user' %}<|user|>
{{ m.content }}{{ '/nothink' if (enable_thinking is defined and not enable_thinking and not m.content.endswith("/nothink")) else '' }}{% else %}<|assistant|>
<think></think>
{{ m.content }}{% endif %}{% endfor %}{% if add_generation_prompt %}<|assistant|>{{ '\\n<think></think>' if (enable_thinking is defined and not enable_thinking) else '' }}{% endif %}`,
    one: '[gMASK]<sop><|user|>\nU/nothink<|assistant|>\n<think></think>',
  },
  {
    name: 'gpt-oss, which writes into channels',
    template: `<|start|>system<|message|>Reasoning: {{ reasoning_effort if reasoning_effort is defined else 'medium' }}<|end|>{% for m in messages %}<|start|>{{ m.role }}{% if m.role == 'assistant' %}<|channel|>final{% endif %}<|message|>{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|start|>assistant{% endif %}`,
    one: '<|start|>system<|message|>Reasoning: medium<|end|><|start|>user<|message|>U<|end|><|start|>assistant<|channel|>final<|message|>',
  },
  {
    name: 'a template that looks at the turn before',
    template: `{% for m in messages %}{% if loop.previtem is defined and loop.previtem.role == m.role %}{{ raise_exception('twice') }}{% endif %}<{{ m.role }}>{{ m.content }}{% if not loop.last %}|{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}`,
    one: '<user>U<assistant>',
    three: '<user>U|<assistant>A|<user>V<assistant>',
  },
  {
    name: 'ChatML without a generation prompt',
    template: CHATML,
    one: '<|im_start|>user\nU<|im_end|>\n',
  },
];

it.each(FAMILIES)('$name', ({ template, one, three, bos = '<s>', eos = '</s>' }) => {
  const prompt = (turns: readonly string[]) => {
    const { before, after } = chatFrame(template, { bos, eos, model: 'm.gguf' }, turns.length);
    return turns.reduce((text, turn, i) => text + turn + after[i], before);
  };
  expect(prompt(['U'])).toBe(one);
  if (three) expect(prompt(['U', 'A', 'V'])).toBe(three);
});
