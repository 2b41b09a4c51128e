import { BadInput } from '../../../models/badInput.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { TemplateName } from '../../contract/templateNames.ts';

/** Words for the label; a template that is written for a label needs at least one of them. */
const LABEL_WORDS = ['label', 'meaning'];

interface Places {
  /** Required placeholders: without them the recipe's own idea is lost. */
  readonly needs: readonly string[];
  readonly namesLabel: boolean;
}

const PLACES: Readonly<Record<TaskKind, Readonly<Partial<Record<TemplateName, Places>>>>> = {
  'text-classification': {
    's3.rationales': { needs: ['count'], namesLabel: true },
    's3.seed': { needs: ['rationales'], namesLabel: true },
    's3.seedWithoutRationales': { needs: [], namesLabel: true },
    's3.extrapolate': { needs: ['text'], namesLabel: true },
    'synthesizrr.instruction': { needs: [], namesLabel: true },
    'fewgen.instruction': { needs: [], namesLabel: true },
    'progen.example': { needs: ['text'], namesLabel: false },
    'attrprompt.text': { needs: ['requirements'], namesLabel: true },
    'attrprompt.simple': { needs: [], namesLabel: true },
    'classify.template': { needs: ['text'], namesLabel: false },
    'classify.options': { needs: ['labels'], namesLabel: false },
  },
  'text-pair-classification': {
    's3.seed': { needs: ['context'], namesLabel: true },
    's3.extrapolate': { needs: ['context', 'text'], namesLabel: true },
    'progen.example': { needs: ['context', 'text'], namesLabel: false },
    'classify.template': { needs: ['context', 'text'], namesLabel: false },
  },
  'extractive-qa': {
    's3.seed': { needs: ['context', 'answer'], namesLabel: false },
    's3.extrapolate': { needs: ['context', 'answer', 'text'], namesLabel: false },
    'answer.template': { needs: ['context', 'text'], namesLabel: false },
  },
};

/**
 * The placeholders that a template may contain.
 * @throws BadInput if a task of this kind has no such prompt
 */
export function placesOf(name: TemplateName, kind: TaskKind): string[] {
  const { needs, namesLabel } = rulesOf(name, kind);
  return [...needs, ...(namesLabel ? LABEL_WORDS : [])];
}

function rulesOf(name: TemplateName, kind: TaskKind): Places {
  const rules = PLACES[kind][name];
  if (rules) return rules;
  throw new BadInput(
    `task.templates: a task of ${kind} has no prompt ${name}; it has ${Object.keys(PLACES[kind]).join(', ')}.`,
  );
}

/** @throws BadInput for a placeholder that is missing, or one that nothing fills */
export function checkTemplate(name: TemplateName, template: string, kind: TaskKind): void {
  const { needs, namesLabel } = rulesOf(name, kind);
  const found = [...template.matchAll(/\{(\w+)\}/g)].map(([, place]) => place!);
  const braces = (places: readonly string[]) => places.map((place) => `{${place}}`).join(', ');
  const missing = needs.filter((place) => !found.includes(place));
  if (missing.length > 0) {
    throw new BadInput(`The prompt ${name} lacks ${braces(missing)}; add it where it belongs.`);
  }
  if (namesLabel && !LABEL_WORDS.some((place) => found.includes(place))) {
    throw new BadInput(
      `The prompt ${name} does not say which label it is for: use {label} or {meaning}.`,
    );
  }
  const unknown = found.filter((place) => !placesOf(name, kind).includes(place));
  if (unknown.length > 0) {
    throw new BadInput(
      `Nothing fills ${braces(unknown)} in the prompt ${name}; it may have ${braces(placesOf(name, kind))}.`,
    );
  }
}
