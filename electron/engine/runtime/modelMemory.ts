import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type GgufHeader, readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import type { ModelStatus } from '../../../models/catalog/modelStatus.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import type { MemoryNeed, ModelEntry } from '../../contract/forms.ts';
import { studentMemory } from './studentMemory.ts';
import { teacherMemory } from './teacherMemory.ts';
import { CONTEXT_SIZE } from './teacherPool.ts';

/** Texts of the usual maximum length for classification, in batches of the default size. */
const TRAINING = { batch: 32, length: 128 };

const IS_HERE: readonly ModelStatus['state'][] = ['ready', 'changed', 'found'];

/**
 * The memory that a model needs in each role for which it can be computed: a teacher's from its
 * file's header, or at least its size if it is not downloaded; a student's from its config. Unknown
 * for an encoder.
 */
export function modelMemory(status: ModelStatus): ModelEntry['memory'] {
  const { roles, bytes = 0, state, path: weights } = status;
  const file = IS_HERE.includes(state) ? weights : undefined;
  const memory: Partial<Record<'teacher' | 'student', MemoryNeed>> = {};
  if (roles.includes('teacher') && bytes > 0) {
    const header = file === undefined ? undefined : headerOf(file);
    memory.teacher = {
      bytes: teacherMemory(header ?? NO_HEADER, bytes, CONTEXT_SIZE).total,
      isLeast: header === undefined,
      basis: header
        ? `with ${CONTEXT_SIZE.toLocaleString('en')} tokens of context`
        : 'by its file’s size alone',
    };
  }
  const student = roles.includes('student') && file !== undefined && studentNeed(file, bytes);
  if (student) memory.student = student;
  return memory;
}

const NO_HEADER = {
  embeddingLength: 0,
  blockCount: 0,
  headCount: 1,
  headCountKv: 1,
  keyLength: undefined,
  valueLength: undefined,
};

const headers = new Map<string, GgufHeader>();

/** Cached, because a header contains the vocabulary and the list of models is requested often. */
function headerOf(file: string): GgufHeader | undefined {
  try {
    const header = headers.get(file) ?? readGgufHeader(file);
    headers.set(file, header);
    return header;
  } catch {
    // missing or damaged: the model's state reports it
    return undefined;
  }
}

function studentNeed(weights: string, bytes: number): MemoryNeed | undefined {
  const file = path.join(path.dirname(weights), 'config.json');
  try {
    const config = parseEncoderConfig(JSON.parse(readFileSync(file, 'utf8')), file);
    const { batch, length } = TRAINING;
    return {
      bytes: studentMemory(config, bytes, TRAINING),
      isLeast: false,
      basis: `to learn from texts of ${length} tokens, ${batch} at once`,
    };
  } catch {
    // another architecture, or an incomplete model: nothing is known
    return undefined;
  }
}
