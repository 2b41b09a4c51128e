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
  /** The teacher, where MAUVE compares what it makes of texts; undefined where the encoder's vectors are compared. */
  readonly mauveTeacher: string | undefined;
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
  const experiment = JSON.parse(row.experiment) as Experiment;
  const { task, encoder, tagger, mauveFeatures, teacher } = experiment;
  const mauveTeacher = mauveFeatures === 'teacher' ? teacher : undefined;
  return { labels: labelNames(task), encoder, tagger, mauveTeacher };
}
