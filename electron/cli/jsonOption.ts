import { Option } from 'commander';

/** The options of a command that can print JSON. */
export interface JsonOption {
  readonly json?: true;
}

export function jsonOption(): Option {
  return new Option('--json', 'prints JSON only');
}

/** A line on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}
