import path from 'node:path';
import type { TextInput } from '../../../models/student/student.ts';
import { borrowStudent } from '../runtime/borrow.ts';
import { threadBudget } from '../runtime/threadBudget.ts';

export interface Prediction {
  /** The first text of a pair. */
  readonly context?: string;
  readonly text: string;
  readonly label: string;
  /** The label's probability, at the student's own temperature if one was fitted. */
  readonly confidence: number;
  readonly logits: readonly number[];
}

/**
 * Number of texts per call: about a second's work, so that progress advances and a cancellation
 * takes effect soon.
 */
const TEXTS_A_CALL = 256;

/**
 * Labels texts with a student, in a separate process.
 * @param student a student's folder
 * @param onPredicted called with the next texts' predictions, in the texts' order
 * @throws HostLost at once when the signal aborts
 */
export async function predictTexts(
  student: string,
  texts: readonly TextInput[],
  {
    threads = threadBudget().total,
    signal,
    onPredicted = () => {},
  }: {
    readonly threads?: number | undefined;
    readonly signal?: AbortSignal;
    readonly onPredicted?: (predictions: readonly Prediction[]) => void;
  } = {},
): Promise<Prediction[]> {
  const folder = path.resolve(student);
  return borrowStudent(
    async (host) => {
      signal?.addEventListener('abort', () => host.stop(), { once: true });
      const predictions: Prediction[] = [];
      for (let at = 0; at < texts.length; at += TEXTS_A_CALL) {
        signal?.throwIfAborted();
        const part = texts.slice(at, at + TEXTS_A_CALL);
        const { labels, logits, probabilities } = await host.call('predict', folder, part);
        const made = part.map((text, i) =>
          predictionOf(text, labels, logits[i]!, probabilities[i]!),
        );
        predictions.push(...made);
        onPredicted(made);
      }
      return predictions;
    },
    { threads },
  );
}

function predictionOf(
  input: TextInput,
  labels: readonly string[],
  logits: readonly number[],
  probabilities: readonly number[],
): Prediction {
  const confidence = Math.max(...probabilities);
  // a pair's context comes second, as its student reads it
  const read = typeof input === 'string' ? { text: input } : { context: input[1], text: input[0] };
  return { ...read, label: labels[probabilities.indexOf(confidence)]!, confidence, logits };
}
