import { nextStep } from '../contract/nextStep.ts';
import type { Report } from '../engine/engine.ts';

/** A report as scripts read it, with the next step that it suggests. */
export function reportJson(report: Report): string {
  return JSON.stringify({ ...report, next: nextStep(report) });
}
