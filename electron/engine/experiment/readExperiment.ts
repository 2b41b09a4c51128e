import path from 'node:path';
import {
  type Document,
  isMap,
  isNode,
  LineCounter,
  parseDocument,
  type YAMLParseError,
} from 'yaml';
import { BadInput } from '../../../models/badInput.ts';
import { type Experiment, experimentSchema } from '../../contract/experiment.ts';
import { wholeText } from '../import/textPieces.ts';
import { defaultsUsed, type UsedDefault } from './defaultsUsed.ts';
import { explainIssue, type Fault } from './explainIssue.ts';
import { LABELS_AT, writtenLabels, writtenName } from './writtenLabels.ts';

export interface ReadExperiment {
  readonly experiment: Experiment;
  /** The settings that the file leaves at their defaults, with their sources. */
  readonly defaults: readonly UsedDefault[];
}

/** Hundreds of labels with long meanings fit; reading far more takes the YAML library minutes. */
const MOST_CHARACTERS = 500_000;

/**
 * Reads and checks an experiment file; its relative paths become absolute.
 * @throws BadInput naming the line, the field and what was expected there
 */
export function readExperiment(file: string): ReadExperiment {
  const lines = new LineCounter();
  const text = wholeText(file);
  if (text.length > MOST_CHARACTERS) {
    throw new BadInput(
      `${file} has ${text.length.toLocaleString('en')} characters, and an experiment has ` +
        `${MOST_CHARACTERS.toLocaleString('en')} at most. Is it a file of texts?`,
    );
  }
  const document = parseDocument(text, {
    lineCounter: lines,
    // 1 and 1.0 are two labels
    uniqueKeys: (a, b) => writtenName(a) === writtenName(b),
  });
  const [fault] = document.errors;
  if (fault) {
    const { line } = lines.linePos(fault.pos[0]);
    throw new BadInput(`${file}, line ${line}: not valid YAML: ${yamlFault(fault)}.`);
  }
  const plain = plainValue(document, file);
  const labels = writtenLabels(document);
  if (!labels && document.hasIn(LABELS_AT)) {
    throw new BadInput(
      `${file}, line ${lineOf(document, LABELS_AT, lines)}, field task.labels: expected names with values.`,
    );
  }
  const written = labels ? withLabels(plain, labels) : plain;
  const result = experimentSchema.safeParse(written);
  if (!result.success) {
    const faults = result.error.issues
      .flatMap((issue) => explainIssue(issue, written))
      .map((one) => ofNamedLabel(one, labels));
    const sentences = faults.map(
      ({ at, expected }) =>
        `${file}, line ${lineOf(document, at, lines)}, ${fieldName(at)}: ${expected}`,
    );
    throw new BadInput(sentences.join('\n'));
  }
  return {
    experiment: withAbsolutePaths(result.data, path.dirname(path.resolve(file))),
    defaults: defaultsUsed(written),
  };
}

function yamlFault({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins there; an experiment is one';
  return message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
}

function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // an alias without an anchor, or too many aliases
    throw new BadInput(`${file}: not valid YAML: ${(error as Error).message}.`);
  }
}

function fieldName(at: readonly PropertyKey[]): string {
  const name = at
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  return name === '' ? 'the whole file' : `field ${name}`;
}

/** The line of the field's name, or of its nearest enclosing field that the file has. */
function lineOf(document: Document, at: readonly PropertyKey[], lines: LineCounter): number {
  for (let depth = at.length; depth > 0; depth--) {
    const parent: unknown = document.getIn(at.slice(0, depth - 1), true);
    const last = at[depth - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => writtenName(key) === String(last))
      : null;
    const node: unknown = pair?.key ?? document.getIn(at.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

type Labels = NonNullable<ReturnType<typeof writtenLabels>>;

function withLabels(written: unknown, labels: Labels): unknown {
  const { task, ...rest } = written as { task: object };
  return { ...rest, task: { ...task, labels } };
}

/** The schema knows labels by their places, the file by their names. */
function ofNamedLabel({ at, expected }: Fault, labels: Labels | undefined): Fault {
  const isOfLabel = LABELS_AT.every((name, depth) => at[depth] === name);
  const label = isOfLabel && labels?.[Number(at[LABELS_AT.length])];
  return label ? { at: [...LABELS_AT, label.name], expected } : { at, expected };
}

function withAbsolutePaths(experiment: Experiment, folder: string): Experiment {
  const absolute = <Part extends { file: string }>(part: Part): Part => ({
    ...part,
    file: path.resolve(folder, part.file),
  });
  const { seed, validation, test } = experiment.gold;
  return {
    ...experiment,
    project: path.resolve(folder, experiment.project),
    gold: { seed: absolute(seed), validation: absolute(validation), test: absolute(test) },
    corpus: experiment.corpus.map(absolute),
  };
}
