import path from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { type Experiment, experimentSchema } from '../../contract/experiment.ts';
import { readUtf8 } from '../import/readRows.ts';
import { defaultsUsed, type UsedDefault } from './defaultsUsed.ts';

export interface ReadExperiment {
  readonly experiment: Experiment;
  /** What the file leaves to its default, with the source of each. */
  readonly defaults: readonly UsedDefault[];
}

/**
 * Reads and checks an experiment file; its relative paths become absolute.
 * @throws BadInput naming the line, the field and what was expected there
 */
export function readExperiment(file: string): ReadExperiment {
  const lines = new LineCounter();
  const document = parseDocument(readUtf8(file), { lineCounter: lines });
  const [fault] = document.errors;
  if (fault) {
    throw new BadInput(
      `${file}, line ${lines.linePos(fault.pos[0]).line}: not valid YAML: ${fault.message.split('\n')[0]}`,
    );
  }
  const written: unknown = document.toJS();
  const result = experimentSchema.safeParse(written);
  if (!result.success) {
    const sentences = result.error.issues.map((issue) => {
      const line = lineOf(document, issue.path, lines);
      return `${file}, line ${line}, field ${fieldOf(issue)}: ${issue.message}.`;
    });
    throw new BadInput(sentences.join('\n'));
  }
  return {
    experiment: withAbsolutePaths(result.data, path.dirname(path.resolve(file))),
    defaults: defaultsUsed(written),
  };
}

function fieldOf({ path: at, ...issue }: z.core.$ZodIssue): string {
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const field = at
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return (
    `${field.replace(/^\./, '')}${keys.map((key) => `.${key}`).join(', ')}` || 'the whole file'
  );
}

/** The line of the field, or of the nearest thing around it that is there. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  at: readonly PropertyKey[],
  lines: LineCounter,
): number {
  for (let depth = at.length; depth >= 0; depth--) {
    const node = document.getIn(at.slice(0, depth), true) as { range?: [number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
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
