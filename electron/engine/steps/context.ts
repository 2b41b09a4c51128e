import type { Experiment, FilterName } from '../../contract/experiment.ts';
import { labelNames } from '../../contract/labelNames.ts';
import type { LabelledSplit } from '../../contract/recipes/recipeData.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { Run } from '../journal/run.ts';
import type { Project } from '../project/project.ts';
import {
  loadPairPromptSet,
  loadPromptSet,
  loadQuestionPromptSet,
  type PairPromptSet,
  type PromptSet,
  type QuestionPromptSet,
} from '../prompts/promptSet.ts';
import type { Hosts } from '../runtime/hosts.ts';
import type { RunModels } from '../runtime/runModels.ts';
import type { ShotCounts } from './countShots.ts';
import type { TrainableStudent } from './trainableStudent.ts';

/**
 * Everything that a recipe can use: the task and its gold, the models behind their hosts, the
 * journal.
 */
export interface RunContext<Kind extends Task = Task> {
  readonly run: Run;
  readonly project: Project;
  readonly hosts: Hosts;
  readonly models: RunModels;
  readonly task: Kind;
  readonly gold: Gold;
  readonly student: TrainableStudent;
  /** Cleaning filters that are switched off. */
  readonly filtersOff: readonly FilterName[];
  /** The paths of the documents. */
  readonly corpus: Experiment['corpus'];
  readonly dataMap: Experiment['dataMap'];
  readonly equalSizes: Experiment['equalSizes'];
  readonly logProbabilities: Experiment['logProbabilities'];
  /** The shots that prompts had no room for. */
  readonly shotCounts: ShotCounts;
  /** Shows the user a note that is not an error. */
  readonly note: (sentence: string) => void;
}

/** The context of a recipe that writes single texts only. */
export type TextContext = RunContext<TextTask>;

interface AnyTask {
  /** Empty for questions. */
  readonly labels: readonly string[];
  /** What each label means, in the user's words. */
  readonly meanings: Readonly<Record<string, string>>;
}

/** Prompts for classifying single texts. */
export interface TextTask extends AnyTask {
  readonly kind: 'text-classification';
  readonly prompts: PromptSet;
}

/**
 * Prompts for classifying pairs: a context, such as a premise, and a text, such as a hypothesis.
 */
export interface PairTask extends AnyTask {
  readonly kind: 'text-pair-classification';
  readonly prompts: PairPromptSet;
}

/**
 * Prompts for answering questions with a part of a text: the context is that text, `text` the
 * question.
 */
export interface QuestionTask extends AnyTask {
  readonly kind: 'extractive-qa';
  readonly prompts: QuestionPromptSet;
}

/** A task whose rows have labels. */
export type LabelledTask = TextTask | PairTask;
export type Task = LabelledTask | QuestionTask;

/**
 * An experiment's task with its prompts.
 * @throws BadInput as `loadPromptSet`
 */
export function loadTask({ kind, prompts, labels, templates }: Experiment['task']): Task {
  const task = {
    labels: labelNames({ labels }),
    // fromEntries also takes a label like __proto__
    meanings: Object.fromEntries(labels.map(({ name, meaning }) => [name, meaning])),
  };
  switch (kind) {
    case 'text-classification':
      return { kind, ...task, prompts: loadPromptSet(prompts, task.meanings, templates) };
    case 'text-pair-classification':
      return { kind, ...task, prompts: loadPairPromptSet(prompts, task.meanings, templates) };
    case 'extractive-qa':
      return { kind, ...task, prompts: loadQuestionPromptSet(prompts, templates) };
  }
}

export interface Gold {
  readonly seed: readonly GoldExample[];
  readonly validation: readonly GoldExample[];
  readonly test: readonly GoldExample[];
  /** The count of each label in the seed's file, before a sample is drawn. */
  readonly labelCounts: Readonly<Record<string, number>>;
}

/** The examples of several splits, one split after the other. */
export function labelsIn(gold: Gold, splits: readonly LabelledSplit[]): readonly GoldExample[] {
  return splits.flatMap((split) => gold[split]);
}

/**
 * The context for a recipe that writes single texts.
 * @throws if the task is of another kind, which is checked before the run
 */
export function requireTextTask(ctx: RunContext): TextContext {
  const { task } = ctx;
  if (task.kind === 'text-classification') return { ...ctx, task };
  throw new Error(`a recipe for texts was started on a task of the kind ${task.kind}`);
}
