import type { ValidationCoverage } from '../../contract/use.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import { withoutNull } from '../journal/withoutNull.ts';
import { riskCoverage } from '../measures/riskCoverage.ts';
import type { Project } from '../project/project.ts';
import { studentInput } from '../steps/labelledRow.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';
import { predictTexts } from './predictTexts.ts';

/** Only students of all labels are kept that belong to no recipe. */
const isOfAllLabels = (key: string) => parseStepKey(key).recipe === null;

/**
 * The effect of a threshold on the validation texts of the run that trained a student.
 *
 * A run records the labels that its students predict there but not their confidence, so the texts
 * are predicted again: the weights are the same, and so are the labels.
 * @param student its folder in the project
 * @param threads by default every physical core
 */
export async function validationCoverage(
  project: Project,
  student: string,
  threads?: number,
): Promise<ValidationCoverage> {
  const { database } = project;
  const { step, key, value } = database.get<{ step: number; key: string; value: string }>(
    'SELECT step, key, value FROM students JOIN steps ON steps.id = step WHERE folder = ?',
    student,
  )!;
  const gold = database.all<{ context: string | null; text: string; label: string }>(
    `SELECT context, text, label FROM gold JOIN run_steps ON run_steps.step = gold.step
     WHERE run = (SELECT min(run) FROM run_steps WHERE step = ?) AND split = 'validation'
     ORDER BY i`,
    step,
  );
  const predictions = await predictTexts(
    project.path(student),
    gold.map((row) => studentInput(withoutNull(row))),
    { threads },
  );
  const points = riskCoverage(
    predictions.map(({ label, confidence }, row) => ({
      confidence,
      isRight: label === gold[row]!.label,
    })),
  );
  const { validationByEpoch } = JSON.parse(value) as TrainedStudent;
  const part = isOfAllLabels(key) ? 'learned' : validationByEpoch.length > 0 ? 'chose' : 'none';
  return { n: gold.length, points, part };
}
