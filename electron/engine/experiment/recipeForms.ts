import type { TaskKind } from '../../contract/experiment.ts';
import type { FormField, RecipeForm } from '../../contract/forms.ts';
import { type SettingsSchema, settingsSchema } from './settingsSchema.ts';

type Words = Omit<RecipeForm, 'fields'>;

/** In the order of the page; a plain name first, the paper's beside it. */
const RECIPES: readonly Words[] = [
  {
    kind: 's3',
    variant: null,
    plainName: 'Learn from mistakes',
    paperName: 'S3, Synthesis Step by Step',
    description:
      'The teacher writes a first set of rows. A small student learns from them, and each of its ' +
      'mistakes on your validation examples becomes one more row. Needs no documents.',
    needs: ['validation'],
    suggested: true,
  },
  {
    kind: 'synthesizrr',
    variant: 'retricl',
    plainName: 'Write from your documents, with examples shown',
    paperName: 'SynthesizRR, RetrICL',
    description:
      'Your seed examples find related passages in your documents. The teacher rewrites each into a ' +
      'row, with a few passages and examples shown before it.',
    needs: ['seed', 'corpus'],
    suggested: false,
  },
  {
    kind: 'synthesizrr',
    variant: 'zero-shot',
    plainName: 'Write from your documents',
    paperName: 'SynthesizRR, zero-shot',
    description:
      'Your seed examples find related passages in your documents. The teacher rewrites each into a ' +
      'row, by instruction alone.',
    needs: ['seed', 'corpus'],
    suggested: false,
  },
  {
    kind: 'synthesizrr',
    variant: 'non-retricl',
    plainName: 'Write from your documents, in the manner of your examples',
    paperName: 'SynthesizRR, Non-RetrICL',
    description:
      'As before, but the teacher sees many of your seed examples first, without the passages that ' +
      'they might have been written from.',
    needs: ['seed', 'corpus'],
    suggested: false,
  },
  {
    kind: 'fewgen',
    variant: null,
    plainName: 'Write more like your examples',
    paperName: 'FewGen',
    description:
      'The teacher is shown some of your seed examples of a label and writes more of them. Needs no ' +
      'documents; rows resemble each other more. With 0 shots it writes from the instruction alone.',
    needs: ['seed'],
    suggested: false,
  },
  {
    kind: 'zerogen',
    variant: null,
    plainName: 'Write from the labels alone',
    paperName: 'ZeroGen',
    description:
      'The teacher goes on writing behind an open quote that names the label, for films about titles ' +
      'that it makes up first. Uses no label of yours; what the other recipes must beat.',
    needs: [],
    suggested: false,
  },
  {
    kind: 'hybrid',
    variant: null,
    plainName: 'Look mistakes up in your documents',
    paperName: 'S3 x SynthesizRR',
    description:
      'Your seed examples find passages, which the teacher rewrites into first rows. Then each mistake ' +
      'of a student on your validation examples finds another passage, which becomes one more row.',
    needs: ['seed', 'validation', 'corpus'],
    suggested: false,
  },
  {
    kind: 'goldgen',
    variant: null,
    plainName: 'Write more like your validation examples',
    paperName: 'GoldGen',
    description:
      'What S3 is compared with: every validation example becomes rows, whether a student gets it ' +
      'wrong or not. Choose as many rows as the other run kept.',
    needs: ['validation'],
    suggested: false,
  },
  {
    kind: 's3WithoutEes',
    variant: null,
    plainName: 'Write without looking at mistakes',
    paperName: 'S3 without EES',
    description:
      'The first half of S3, which it is compared with: the teacher writes as it does there, and no ' +
      'student has a say. Choose as many rows as the other run kept.',
    needs: ['validation'],
    suggested: false,
  },
  {
    kind: 'transfer',
    variant: null,
    plainName: 'Add what mistakes teach to rows of labels alone',
    paperName: 'S3 transferred to ZeroGen',
    description:
      'ZeroGen’s rows take the place of S3’s first set. Then come the rows that S3 wrote for the ' +
      'mistakes of its own students (ourAdd), or rows for those of students of these (synAdd).',
    needs: ['validation'],
    suggested: false,
  },
  {
    kind: 'teacherLabels',
    variant: null,
    plainName: 'Let the teacher label your documents',
    paperName: 'teacher labels',
    description:
      'Nothing is written: the teacher says which label fits each of your documents best, and a ' +
      'student learns from that. Good where your documents are the kind of text you will classify.',
    needs: ['corpus'],
    suggested: false,
  },
];

/** Settings that mean something to some kinds of task alone. */
const OF_KINDS: Readonly<Record<string, readonly TaskKind[]>> = {
  rationales: ['text-classification'],
  rationalesPerPrompt: ['text-classification'],
  lowF1: ['extractive-qa'],
  selfDebiasing: ['text-pair-classification'],
  stride: ['extractive-qa'],
  curves: ['text-classification', 'text-pair-classification'],
};

const isOf = (task: TaskKind, name: string) => OF_KINDS[name]?.includes(task) ?? true;

/** The recipes as forms: fields, ranges, defaults and sources come from the experiment's schema. */
export function recipeForms(task: TaskKind = 'text-classification'): RecipeForm[] {
  const kinds = settingsSchema().properties?.recipes?.items;
  const forms = kinds?.oneOf ?? kinds?.anyOf ?? [];
  return RECIPES.map((words) => {
    const form = forms.find(({ properties }) => properties?.kind?.const === words.kind);
    const fields = Object.entries(form?.properties ?? {}).filter(
      ([name]) => !['kind', 'variant'].includes(name) && belongs(name, words) && isOf(task, name),
    );
    return { ...words, fields: fields.map(([name, field]) => formField(name, field)) };
  });
}

/** How a student is trained, as a form; which model it is, is chosen elsewhere. */
export function studentForm(task: TaskKind = 'text-classification'): FormField[] {
  return (
    Object.entries(settingsSchema().properties?.student?.properties ?? {})
      // a grid's lists are no field of a form: an experiment file has them, and a form keeps them
      .filter(([name, { type }]) => name !== 'model' && type !== 'object' && isOf(task, name))
      .map(([name, field]) => formField(name, field))
  );
}

/** The data map's settings, as a form. */
export function dataMapForm(): FormField[] {
  return Object.entries(settingsSchema().properties?.dataMap?.properties ?? {}).map(
    ([name, field]) => formField(name, field),
  );
}

/** Of SynthesizRR's two numbers of shots a variant has one at most. */
function belongs(name: string, { kind, variant }: Words): boolean {
  if (kind !== 'synthesizrr') return true;
  if (name === 'shots') return variant === 'retricl';
  return name !== 'seedShots' || variant === 'non-retricl';
}

function formField(name: string, field: SettingsSchema): FormField {
  const { description = '', source = null, type } = field;
  const whole = type === 'integer';
  const above = field.exclusiveMinimum;
  return {
    name,
    description,
    source,
    default: (field.default ?? null) as FormField['default'],
    min: field.minimum ?? (above !== undefined && whole ? above + 1 : null),
    above: above !== undefined && !whole ? above : null,
    // zod gives whole numbers the largest safe integer, which is no limit that means anything
    max: field.maximum !== undefined && field.maximum < 1e9 ? field.maximum : null,
    whole,
    options: field.enum ?? null,
  };
}
