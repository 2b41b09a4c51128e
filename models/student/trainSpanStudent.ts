import { BadInput } from '../badInput.ts';
import type { TextSpan } from '../transformer/normalizeAligned.ts';
import { lengthSortedBatches } from '../transformer/tokenBatch.ts';
import { answerScore } from './answerScore.ts';
import { checkpointOwner } from './checkpointOwner.ts';
import {
  type Answer,
  type DecodingSettings,
  decodeAnswer,
  type ReadWindow,
} from './decodeAnswer.ts';
import {
  type Reader,
  runTraining,
  type TrainingProgress,
  type TrainingResult,
  type TrainingSettings,
  toBatch,
} from './runTraining.ts';
import { spanTargets } from './spanTargets.ts';
import { answerTokens, type SpanWindow, spanWindows, type WindowSettings } from './spanWindows.ts';
import type { SpanShape } from './studentGraph.ts';

export interface Question {
  readonly question: string;
  readonly context: string;
}

export interface AnsweredQuestion extends Question {
  /** The answer's offset in the context; undefined if there is no answer. */
  readonly answer: TextSpan | null;
  /** Other answers that count as correct when the student is measured. */
  readonly otherAnswers?: readonly string[];
  /** The weight of the question's windows in their batch's mean; 1 if undefined. */
  readonly weight?: number;
}

export type SpanSettings = TrainingSettings & WindowSettings & DecodingSettings;

export interface SpanTrainingInput extends Reader, SpanShape {
  readonly train: readonly AnsweredQuestion[];
  /** Empty if nothing is held out. */
  readonly validation: readonly AnsweredQuestion[];
  readonly settings: SpanSettings;
  /** Names the random streams: shuffles and dropout. */
  readonly stream: readonly (string | number)[];
  readonly checkpoints: string;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/**
 * Fine-tunes a student that marks the answer to a question in a text, see `runTraining`. Each
 * window is a separate example; an epoch's accuracy is the share of exact matches over whole
 * questions.
 * @throws BadInput if there is nothing to train on, an answer is not in its context, or the
 *   training diverges
 */
export async function trainSpanStudent(input: SpanTrainingInput): Promise<TrainingResult> {
  const { train, validation, settings, config, stream, weights } = input;
  if (train.length === 0) {
    throw new BadInput(
      'There is no question to train on. Every one was dropped, or none was made.',
    );
  }
  for (const [index, question] of train.entries()) requireAnswer(question, `training ${index + 1}`);
  for (const [index, held] of validation.entries()) requireAnswer(held, `validation ${index + 1}`);
  const windows = windowsOf(input, train);
  const answers = windows.map((window) =>
    answerTokens(window, train[window.question]!.answer ?? undefined),
  );
  const result = await runTraining({
    ...input,
    examples: windows,
    exampleWeights: windows.map(({ question }) => train[question]!.weight ?? 1),
    targets: (rows, S) =>
      spanTargets(
        rows.map((row) => answers[row]!),
        S,
      ),
    ...(validation.length > 0 ? { validate: () => exactMatches(input, validation) } : {}),
    owner: checkpointOwner(
      config,
      'for answers',
      { head: 'span', train, validation, settings, stream },
      weights,
    ),
  });
  const cut = windows.filter((window) => window.cut).map(({ question }) => question);
  return { ...result, cutTexts: new Set(cut).size };
}

async function exactMatches(
  input: SpanTrainingInput,
  held: readonly AnsweredQuestion[],
): Promise<number> {
  const answers = await predictAnswers(input, held);
  const matches = held.map(({ context, answer, otherAnswers = [] }, row) => {
    const given = answer ? [context.slice(...answer), ...otherAnswers] : [];
    return answerScore(answers[row]!.text, given).exactMatch;
  });
  return matches.reduce((sum, match) => sum + match, 0) / held.length;
}

/** The answer to each question, in their order. */
export async function predictAnswers(
  input: Reader & { readonly settings: WindowSettings & DecodingSettings },
  questions: readonly Question[],
): Promise<Answer[]> {
  const windows = windowsOf(input, questions);
  const read: ReadWindow[][] = questions.map(() => []);
  for (const rows of lengthSortedBatches(windows, 32)) {
    const batch = toBatch(
      input,
      rows.map((row) => windows[row]!),
    );
    const logits = await input.executor.logits(input.weights, batch);
    const { S } = batch;
    for (const [index, row] of rows.entries()) {
      const window = windows[row]!;
      const [starts, ends] = [0, 1].map((side) =>
        logits.slice((2 * index + side) * S, (2 * index + side + 1) * S),
      ) as [Float32Array, Float32Array];
      read[window.question]!.push({ window, starts, ends });
    }
  }
  return questions.map(({ context }, row) => decodeAnswer(context, read[row]!, input.settings));
}

/** No window is longer than the model's number of positions, whatever the setting is. */
function windowsOf(
  { tokenizer, positions, settings }: Reader & { readonly settings: WindowSettings },
  questions: readonly Question[],
): SpanWindow[] {
  const maxLength = Math.min(settings.maxLength, positions);
  return questions.flatMap((question, index) =>
    spanWindows(tokenizer, question, index, { ...settings, maxLength }),
  );
}

function requireAnswer({ context, answer }: AnsweredQuestion, name: string): void {
  if (!answer) return;
  const [start, end] = answer;
  if (!(start >= 0 && end > start && end <= context.length)) {
    throw new BadInput(
      `The answer of question ${name} is at ${start} to ${end}, and its text has ${context.length} ` +
        'characters. Correct its place, or leave the answer out if the text does not have it.',
    );
  }
}
