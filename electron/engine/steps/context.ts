import type { Experiment, FilterName } from '../../contract/experiment.ts';
import type { GoldExample } from '../import/readGold.ts';
import type { Run } from '../journal/run.ts';
import type { Project } from '../project/project.ts';
import type { PromptSet } from '../promptSet.ts';
import type { Hosts } from './hosts.ts';
import type { RunModels } from './runModels.ts';

/** What a recipe has at hand: the task and its gold, the models behind their hosts, the journal. */
export interface Laboratory {
  readonly run: Run;
  readonly project: Project;
  readonly hosts: Hosts;
  readonly models: RunModels;
  readonly task: Task;
  readonly gold: Gold;
  readonly student: Experiment['student'];
  /** Cleaning filters that are switched off. */
  readonly filtersOff: readonly FilterName[];
  /** Says something to the user that is no error. */
  readonly note: (sentence: string) => void;
}

export interface Task {
  readonly labels: readonly string[];
  /** What each label means, in the user's words. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly prompts: PromptSet;
}

export interface Gold {
  readonly seed: readonly GoldExample[];
  readonly validation: readonly GoldExample[];
  readonly test: readonly GoldExample[];
  /** How often each label is there in the seed's file, before a sample is drawn. */
  readonly labelCounts: Readonly<Record<string, number>>;
}

/** `seed:train.jsonl:17`: which gold example, in words that stay true when files move. */
export function goldName({ split, file, line }: GoldExample): string {
  return `${split}:${file.split(/[\\/]/).at(-1)}:${line}`;
}
