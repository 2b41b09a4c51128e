import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { labelNames } from '../../contract/labelNames.ts';
import type { Project } from '../project/project.ts';

/** What the rows of a project were written for. */
export interface MeasuredTask {
  /** The names of the labels; none for questions. */
  readonly labels: readonly string[];
  /** The encoder's name in the catalogue. */
  readonly encoder: string;
  /** The tagger's; undefined where names are found by rules. */
  readonly tagger: string | undefined;
}

/** The task of the last run. @throws BadInput if there was no run */
export function measuredTask({ database, folder }: Project): MeasuredTask {
  const row = database.get<{ experiment: string }>(
    'SELECT experiment FROM runs ORDER BY id DESC LIMIT 1',
  );
  if (!row) {
    throw new BadInput(
      `${folder} has no rows to be measured: no run has begun yet. Start one, then measure what it wrote.`,
    );
  }
  const { task, encoder, tagger } = JSON.parse(row.experiment) as Experiment;
  return { labels: labelNames(task), encoder, tagger };
}
