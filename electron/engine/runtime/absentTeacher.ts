import { contentHash } from '../journal/contentHash.ts';
import type { Hosts } from './hosts.ts';
import type { RunModel, RunTeacher } from './runModels.ts';
import { CONTEXT_SIZE, type TeacherPool } from './teacherPool.ts';

/**
 * The teacher of an experiment that names none. The encoder's tokens measure passages in its place, so the encoder
 * is what its steps depend on.
 */
export function absentTeacher(encoder: Pick<RunModel, 'identity'>): RunTeacher {
  return {
    name: 'none',
    roles: [],
    licence: '',
    files: {},
    sha256: '',
    recordedAtFirstUse: [],
    identity: contentHash({ tokensOf: encoder.identity }),
    hasChatTemplate: false,
    isAbsent: true,
  };
}

/** In the place of a teacher: cuts texts by the encoder's tokens, and writes and scores nothing. */
export function absentTeacherPool(retrieval: Hosts['retrieval']): TeacherPool & { stop(): void } {
  const refuse = () =>
    Promise.reject(new Error('an experiment without a teacher asked its teacher'));
  return {
    parallel: 1,
    contextSize: CONTEXT_SIZE,
    description: 'nowhere',
    generate: refuse,
    score: refuse,
    canScore: () => Promise.resolve(false),
    countTokens: refuse,
    cutTexts: (texts, limit) => retrieval.call('cutTexts', texts, limit),
    stop() {},
  };
}
