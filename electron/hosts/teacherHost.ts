import type { Prompt, Sampling, Teacher, TeacherSettings } from '../../models/teacher/teacher.ts';
import type { TextFeatures } from '../../models/teacher/textFeatures.ts';
import { skipBinaryTest } from '../../native/llama/skipBinaryTest.ts';
import { serveHost } from './serveHost.ts';

let teacher: Teacher | undefined;
let features: TextFeatures | undefined;

function loaded(): Teacher {
  if (!teacher) throw new Error('the teacher was not opened');
  return teacher;
}

/**
 * The library that runs teachers, loaded when it is known whether a GPU is used. The test of its binary is a
 * process of its own, which Ctrl-C ends together with the run: the library would then be taken for missing.
 * On a GPU the test finds out which of several binaries works.
 */
function library(onGpu: boolean) {
  if (!onGpu) skipBinaryTest();
  return import('../../models/teacher/teacher.ts');
}

const functions = {
  async findGpu() {
    const { findTeacherGpu } = await library(true);
    return findTeacherGpu();
  },
  async open(file: string, options: TeacherSettings): Promise<void> {
    const { loadTeacher } = await library((options.gpuLayers ?? 0) !== 0);
    teacher = await loadTeacher(file, options);
  },
  async openFeatures(file: string, settings: { readonly threads: number }): Promise<void> {
    skipBinaryTest();
    const { openTextFeatures } = await import('../../models/teacher/textFeatures.ts');
    features = await openTextFeatures(file, settings);
  },
  /** float32[texts * width], each of length 1. */
  async readFeatures(texts: readonly string[]): Promise<Float32Array> {
    if (!features) throw new Error('the teacher was not opened to read features');
    return features.read(texts);
  },
  contextSize: () => loaded().contextSize,
  generate: (prompt: Prompt, sampling: Sampling) => loaded().generate(prompt, sampling),
  score: (prompt: Prompt, continuations: readonly string[]) =>
    loaded().score(prompt, continuations),
  countTokens: (prompts: readonly Prompt[]) =>
    prompts.map((prompt) => loaded().countTokens(prompt)),
  cutTexts: (texts: readonly string[], limit: number) =>
    texts.map((text) => loaded().cutText(text, limit)),
};

/** The functions of a teacher's process that the engine can call. */
export type TeacherHost = typeof functions;

serveHost(functions);
