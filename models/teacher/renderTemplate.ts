import { runInNewContext } from 'node:vm';
import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja';
import { fixedDate } from './fixedDate.ts';

/** The templates of published models have up to 30,000 characters. */
const MOST_CHARACTERS = 200_000;
const MOST_ITEMS = 10_000;
/** Steps, characters and items: those of a published model need some ten thousand for one turn. */
const MOST_WORK = 1_000_000;
const MOST_MILLISECONDS = 5000;

/** A template's own refusal of the messages: its call of `raise_exception`. */
export class TemplateRefusal extends Error {
  override readonly name = 'TemplateRefusal';
}

/**
 * Renders a Jinja template within limits: it comes with a model and may be hostile.
 * @throws TemplateRefusal with the template's own message
 * @throws Error if it is wrong, or needs more time or memory than any model's does
 */
export function renderTemplate(
  template: string,
  variables: Readonly<Record<string, unknown>>,
): string {
  if (template.length > MOST_CHARACTERS) {
    throw new Error(`it has more than ${MOST_CHARACTERS.toLocaleString('en-US')} characters`);
  }
  const render = () => {
    const program = parse(tokenize(template, { lstrip_blocks: true, trim_blocks: true }));
    return String(new LimitedInterpreter(environmentOf(variables)).run(program).value);
  };
  try {
    // the limit of time counts for what a single step does, such as a search for a pattern
    return runInNewContext('render()', { render }, { timeout: MOST_MILLISECONDS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error(`it takes longer than ${MOST_MILLISECONDS / 1000} seconds`);
  }
}

interface Value {
  readonly value: unknown;
}

/** The part of the library's interpreter that is used here: its own types do not resolve. */
type InterpreterOf = new (
  environment: object,
) => { run(program: object): Value; evaluate(node: unknown, environment: unknown): Value };

/** Counts what a template computes, so that neither its loops nor its texts grow without end. */
class LimitedInterpreter extends (Interpreter as InterpreterOf) {
  #work = 0;

  override evaluate(node: unknown, environment: unknown): Value {
    const result = super.evaluate(node, environment);
    this.#work += 1 + sizeOf(result.value);
    if (this.#work > MOST_WORK) throw new Error('it repeats more than any model’s does');
    return result;
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : 0;
}

/** The library's own names, with a limit for `range` and an error of ours for refusals. */
function environmentOf(variables: Readonly<Record<string, unknown>>): object {
  const environment = new Environment();
  const names = {
    ...{ true: true, True: true, false: false, False: false, none: null, None: null },
    range,
    raise_exception(message: unknown): never {
      throw new TemplateRefusal(String(message));
    },
    strftime_now: (format: unknown) => fixedDate(String(format)),
    ...variables,
  };
  for (const [name, value] of Object.entries(names)) environment.set(name, value);
  return environment;
}

/** Python's `range`. */
function range(first: number, last?: number, step = 1): number[] {
  const [from, to] = last === undefined ? [0, first] : [first, last];
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!(length <= MOST_ITEMS)) {
    throw new Error(`it counts further than ${MOST_ITEMS.toLocaleString('en-US')}`);
  }
  return Array.from({ length }, (_, index) => from + index * step);
}
