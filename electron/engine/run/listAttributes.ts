import { BadInput } from '../../../models/badInput.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import type { AskedAttribute } from '../../contract/listingCalls.ts';
import { listingCalls } from '../../contract/listingCalls.ts';
import type { Attributes, AttrpromptSettings } from '../../contract/recipes/attrprompt.ts';
import { openRun } from '../journal/run.ts';
import { migrations } from '../project/schema.ts';
import { type Attribute, attributeValues } from '../recipes/attributeValues.ts';
import {
  attrpromptPrompts,
  requireDocumentsToMine,
  requireEveryLabel,
} from '../recipes/attrprompt.ts';
import { type Compute, openTeacher } from '../runtime/hosts.ts';
import type { RunTeacher } from '../runtime/runModels.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import type { Task, TextTask } from '../steps/context.ts';
import type { UnopenedDocuments } from './documentsWithoutRun.ts';

interface ListingInputs {
  readonly task: TextTask;
  readonly teacher: RunTeacher;
  readonly settings: AttrpromptSettings;
  /** The run's. */
  readonly seed: number;
  readonly documents: UnopenedDocuments;
}

export interface ListingControl {
  readonly compute?: Compute;
  readonly signal: AbortSignal;
  /** Told how many lists are made of how many, and how many calls that took so far. */
  readonly onProgress: (lists: number, of: number, calls: number) => void;
  /** Told of the teacher's lists after each of them; an attribute may lack labels until the end. */
  readonly onListed?: (attributes: Attributes) => void;
  readonly onNote: (sentence: string) => void;
}

/**
 * The values of AttrPrompt's attributes as the teacher lists them, without a run: the same calls with the same seeds
 * as a run of these settings would make, in a journal in memory. Values of people's own are among them.
 * @throws BadInput for own values that lack a label, or a teacher that lists nothing or does not answer
 */
export async function listAttributes(
  { task, teacher, settings, seed, documents }: ListingInputs,
  { compute = {}, signal, onProgress, onListed, onNote }: ListingControl,
): Promise<Attributes> {
  const prompts = attrpromptPrompts(task);
  requireEveryLabel(settings, { task });
  requireDocumentsToMine(settings, documents);
  const { lists, mined } = listingCalls(
    prompts.attributes,
    task.labels.length,
    settings.attributes,
    settings,
  );
  const database = openDatabase(':memory:');
  for (const script of migrations) database.execute(script);
  const id = database.run("INSERT INTO runs (experiment, state) VALUES ('{}', 'running')").lastId;
  const calls = new Map<string, number>();
  let made = 0;
  let listed: Attributes = {};
  const report = () =>
    onProgress(
      made,
      lists + mined,
      [...calls.values()].reduce((sum, n) => sum + n, 0),
    );
  const run = openRun({
    ...{ database, id, seed, version: '', signal },
    onProgress({ key, done }) {
      calls.set(key, done);
      report();
    },
  });
  const { threads, gpuLayers = 0, priority = 'low' } = compute;
  const pool = openTeacher(teacher, undefined, {
    ...{ gpuLayers, budget: threadBudget(threads), isBackground: priority === 'low', onNote },
    pause: signal,
  });
  const stop = () => pool.stop();
  signal.addEventListener('abort', stop, { once: true });
  const ctx = {
    ...{ run, task, project: { database }, hosts: { teacher: pool }, models: { teacher } },
    ...{ logProbabilities: 'off' as const, note: onNote },
    documents: () => documents.open(),
  };
  try {
    const { attributes } = await attributeValues(ctx, settings, prompts, (name, label, values) => {
      made++;
      const list = label === null ? [...values] : { ...listed[name], [label]: [...values] };
      listed = { ...listed, [name]: list };
      onListed?.(listed);
      report();
    });
    const asked = settings.listedBy === 'documents' ? [] : prompts.attributes;
    return asSettings(attributes, settings.attributes, asked);
  } catch (error) {
    throw explained(error as Error);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    database.close();
  }
}

/** @throws BadInput for a task whose rows AttrPrompt does not write */
export function requireTexts(task: Task): TextTask {
  if (task.kind === 'text-classification') return task;
  throw new BadInput(
    `task.kind: attrprompt writes rows for text-classification, and this task is ${task.kind}.`,
  );
}

/** Attributes as the recipe's setting has them: one list where all labels have the same. */
function asSettings(
  attributes: readonly Attribute[],
  own: Attributes,
  asked: readonly AskedAttribute[],
): Attributes {
  const isOfLabel = new Set(asked.filter((one) => one.isOfLabel).map(({ name }) => name));
  const setting = ({ name, values }: Attribute): Attributes[string] => {
    if (Object.hasOwn(own, name)) return own[name]!;
    const lists = Object.entries(values).map(([label, list]): [string, string[]] => [
      label,
      [...list],
    ]);
    return isOfLabel.has(name) ? Object.fromEntries(lists) : lists[0]![1];
  };
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, setting(attribute)]));
}

/** Errors of the teacher's that only people can do something about. */
function explained(error: Error): Error {
  // not error classes that the engine may import: they are the teacher's
  if (error.name === 'EndpointsLost') return new BadInput(`${error.message}.`);
  if (error.name !== 'PromptTooLong') return error;
  return new BadInput(
    `The teacher cannot be asked for values: ${error.message}. Shorten what the labels mean.`,
  );
}
