import { recipeForms } from '../experiment/recipeForms.ts';
import type { Procedures } from './procedures.ts';

/** Runs: what can be set, starting, pausing, ending. */
export function runHandlers({ run }: Procedures) {
  return {
    run: {
      forms: run.forms.handler(() => recipeForms()),
      start: run.start.handler(({ context: { session }, input }) => session.startRun(input.recipe)),
      resume: run.resume.handler(({ context: { session } }) => session.resumeRun()),
      pause: run.pause.handler(({ context: { session } }) => session.pauseRun()),
      stop: run.stop.handler(({ context: { session } }) => session.stopRun()),
    },
  };
}
