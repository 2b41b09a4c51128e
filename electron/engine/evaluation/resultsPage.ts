import type { Experiment } from '../../contract/experiment.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { recipeTitle } from '../../contract/recipes/recipes.ts';
import type { Report, ReportEntry } from '../../contract/report.ts';
import type { ResultsPage, StudentSummary } from '../../contract/results.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import { type Stored, withoutNull } from '../journal/withoutNull.ts';
import type { Project } from '../project/project.ts';
import { countReviewed } from '../recipes/reviewed.ts';
import { headFor } from '../training/headFor.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';
import { type FinishedRun, finishedRuns } from './finishedRuns.ts';

/** The results of a project's runs, with details of the newest run's best student. */
export function resultsPage(project: Project): ResultsPage {
  const { database } = project;
  const runs = finishedRuns(project.database);
  const best = runs[0] && bestStudent(project, runs[0]);
  return {
    runs,
    confusion: best && labelsOf(project, best.run).length > 0 ? confusionOf(project, best) : null,
    errors: best ? validationErrors(project, best) : [],
    reviewed: {
      accepted: countReviewed(database, 'accepted'),
      notRejected: countReviewed(database, 'notRejected'),
    },
  };
}

interface StudentStep {
  readonly run: number;
  readonly key: string;
  readonly folder: string;
  readonly value: string;
}

/**
 * Every student whose weights the project has, the newest run's first; of the last finished run, the
 * one that its verdict keeps comes first.
 */
export function studentsOf(project: Project): StudentSummary[] {
  const runs = finishedRuns(project.database);
  const reports = new Map(runs.map(({ id, report }) => [id, report]));
  const kept = keptFolder(runs[0]?.report);
  const students = studentSteps(project).map((step): StudentSummary => {
    const entry = entryOf(reports.get(step.run), step);
    return {
      id: step.folder,
      title: studentTitle(step, entry),
      run: step.run,
      testAccuracy: entry?.test?.accuracy ?? null,
      isKept: kept === step.folder,
    };
  });
  return students.toSorted((a, b) => b.run - a.run || Number(b.isKept) - Number(a.isKept));
}

/** The folder of the student that a run's verdict keeps. */
function keptFolder(report: Report | undefined): string | undefined {
  return report?.entries.find(({ id }) => id === report.comparison?.kept)?.student;
}

/** The origin of a student: its run, that run's report, and its line in the report. */
export interface StudentInReport {
  readonly run: number;
  readonly title: string;
  /** None if the run did not finish. */
  readonly report: Report | undefined;
  readonly entry: ReportEntry | undefined;
}

/** @param id its folder in the project, as returned by `studentsOf` */
export function studentInReport(project: Project, id: string): StudentInReport {
  const step = studentSteps(project).find(({ folder }) => folder === id)!;
  const report = finishedRuns(project.database).find((one) => one.id === step.run)?.report;
  const entry = entryOf(report, step);
  return { run: step.run, title: studentTitle(step, entry), report, entry };
}

/** Each with the newest run that used it; one with a report, if there is any, can say what it is. */
function studentSteps({ database }: Project): StudentStep[] {
  return database.all<StudentStep>(
    `SELECT coalesce(max(run) FILTER (WHERE state = 'done' AND facts IS NOT NULL), max(run)) AS run,
       key, folder, value FROM students
     JOIN steps ON steps.id = students.step JOIN run_steps ON run_steps.step = steps.id
     JOIN runs ON runs.id = run
     GROUP BY steps.id ORDER BY run DESC, steps.id`,
  );
}

/** The report entry of a student: the last round of its recipe, or its yardstick. */
function entryOf(
  report: Report | undefined,
  { key, folder }: Pick<StudentStep, 'key' | 'folder'>,
): ReportEntry | undefined {
  const { recipe } = parseStepKey(key);
  return report?.entries.findLast((entry) =>
    recipe === null ? entry.student === folder : entry.recipe === recipe,
  );
}

/** The display name of a student: its recipe's, or its yardstick's. */
function studentTitle({ key }: Pick<StudentStep, 'key'>, entry: ReportEntry | undefined): string {
  const { recipe, place } = parseStepKey(key);
  return recipe === null ? (entry?.title ?? place.at(-1)!) : recipeTitle(recipe);
}

function bestStudent(project: Project, { id, report }: FinishedRun): StudentStep | undefined {
  const accuracy = (step: StudentStep) => entryOf(report, step)?.test?.accuracy ?? 0;
  return studentSteps(project)
    .filter(({ run, key }) => run === id && parseStepKey(key).recipe !== null)
    .sort((a, b) => accuracy(b) - accuracy(a))[0];
}

function goldOf({ database }: Project, run: number, split: 'validation' | 'test') {
  return database
    .all<Stored<GoldExample>>(
      `SELECT context, text, label, answer_start AS answerStart, other_answers AS otherAnswers, split,
         file, line FROM gold
       JOIN run_steps ON run_steps.step = gold.step WHERE run = ? AND split = ? ORDER BY i`,
      run,
      split,
    )
    .map(withoutNull);
}

function taskOf({ database }: Project, run: number): Experiment['task'] {
  const { experiment } = database.get<{ experiment: string }>(
    'SELECT experiment FROM runs WHERE id = ?',
    run,
  )!;
  return (JSON.parse(experiment) as Experiment).task;
}

const labelsOf = (project: Project, run: number) => labelNames(taskOf(project, run));

function confusionOf(project: Project, student: StudentStep): ResultsPage['confusion'] {
  const labels = labelsOf(project, student.run);
  const { predictions } = JSON.parse(student.value) as TrainedStudent;
  const test = goldOf(project, student.run, 'test');
  const counts = labels.map((actual) =>
    labels.map(
      (predicted) =>
        test.filter(({ label }, row) => label === actual && predictions.test[row] === predicted)
          .length,
    ),
  );
  return { title: studentTitle(student, undefined), labels, counts };
}

function validationErrors(project: Project, student: StudentStep): ResultsPage['errors'] {
  const { predictions } = JSON.parse(student.value) as TrainedStudent;
  const made = new Map(
    project.database
      .all<{ gold: string; n: number }>(
        `SELECT gold, count(*) AS n FROM review_rows
         WHERE current = 1 AND dropped_by IS NULL AND gold IS NOT NULL GROUP BY gold`,
      )
      .map(({ gold, n }) => [gold, n]),
  );
  const { kind } = taskOf(project, student.run);
  const { isRight } = headFor({ kind, labels: labelsOf(project, student.run) });
  return goldOf(project, student.run, 'validation').flatMap((example, row) => {
    const { context, text, label } = example;
    const predicted = predictions.validation[row]!;
    const gold = goldName(example);
    if (isRight(predicted, example)) return [];
    const pair = context === undefined ? {} : { context };
    return [{ ...pair, text, label, predicted, gold, rows: made.get(gold) ?? 0 }];
  });
}
