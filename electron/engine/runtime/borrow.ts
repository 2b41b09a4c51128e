import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import type { Gpu } from '../../contract/forms.ts';
import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import type { TeacherHost } from '../../hosts/teacherHost.ts';
import { modelFiles, taggerFiles, weightsOf } from './hosts.ts';
import { CONTEXT_SIZE } from './teacherPool.ts';

/** Starts a student's process for a limited time: to predict or to export outside of a run. */
export function borrowStudent<Result>(
  work: (host: Host<StudentHost>) => Promise<Result>,
  { threads }: { readonly threads: number } = { threads: 1 },
): Promise<Result> {
  const open = { name: 'open', args: [{ threads }] };
  const options = { title: 'the student', entry: hostModule('studentHost'), open };
  return borrow(forkHost<StudentHost>(options), work);
}

/** Starts a retriever's process for a limited time, on one thread. */
export function borrowRetriever<Result>(
  encoder: ModelFolder,
  work: (host: Host<RetrievalHost>) => Promise<Result>,
): Promise<Result> {
  const open = {
    name: 'open',
    args: [modelFiles(encoder), { threads: 1, pooling: encoder.pooling }],
  };
  const options = { title: 'the retriever', entry: hostModule('retrievalHost'), open };
  return borrow(forkHost<RetrievalHost>(options), work);
}

/** Starts a tagger's process for a limited time, on one thread. */
export function borrowTagger<Result>(
  tagger: ModelFolder,
  work: (host: Host<RetrievalHost>) => Promise<Result>,
): Promise<Result> {
  const open = { name: 'openTagger', args: [taggerFiles(tagger), { threads: 1 }] };
  const options = { title: 'the tagger', entry: hostModule('retrievalHost'), open };
  return borrow(forkHost<RetrievalHost>(options), work);
}

/** Starts a teacher's process for a limited time, on one thread. */
export function borrowTeacher<Result>(
  teacher: ModelFolder,
  work: (host: Host<TeacherHost>) => Promise<Result>,
): Promise<Result> {
  const settings = { contextSize: CONTEXT_SIZE, threads: 1 };
  const open = { name: 'open', args: [weightsOf(teacher), settings] };
  const options = { title: 'the teacher', entry: hostModule('teacherHost'), open };
  return borrow(forkHost<TeacherHost>(options), work);
}

/** The GPU that llama.cpp finds, detected in a separate process. */
export function findGpu(): Promise<Gpu | null> {
  const options = { title: 'the teacher', entry: hostModule('teacherHost') };
  return borrow(forkHost<TeacherHost>(options), (host) => host.call('findGpu'));
}

async function borrow<Functions, Result>(
  host: Host<Functions>,
  work: (host: Host<Functions>) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(host);
  } finally {
    host.stop();
  }
}
