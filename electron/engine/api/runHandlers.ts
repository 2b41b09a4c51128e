import { recipeForms } from '../experiment/recipeForms.ts';
import { estimate } from '../run/estimate.ts';
import type { Procedures } from './procedures.ts';

const NEVER = new AbortController().signal;

/** Runs: their forms, starting, pausing and stopping them. */
export function runHandlers({ run }: Procedures) {
  return {
    run: {
      forms: run.forms.handler(({ context: { session } }) =>
        recipeForms(session.snapshot().project?.draft.task.kind),
      ),
      estimate: run.estimate.handler(({ context: { session }, input: { recipe }, signal }) => {
        const experiment = session.experimentOf(recipe);
        const { compute } = session.app.settings();
        const control = { compute, signal: signal ?? NEVER };
        return estimate(session.project().database, experiment, session.store, control);
      }),
      start: run.start.handler(({ context: { session }, input }) => session.startRun(input.recipe)),
      resume: run.resume.handler(({ context: { session } }) => session.resumeRun()),
      pause: run.pause.handler(({ context: { session } }) => session.pauseRun()),
      stop: run.stop.handler(({ context: { session } }) => session.stopRun()),
    },
  };
}
