import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  fill,
  loadPairPromptSet,
  loadPromptSet,
  loadQuestionPromptSet,
} from '../../../../../electron/engine/prompts/promptSet.ts';
import { refusalOf } from '../import/files.ts';

const FOLDER = new URL('../../../../../prompts/', import.meta.url);
const FILMS = { positive: 'what was liked', negative: 'what was disliked' };
const NEWS = { Business: 'firms', World: 'politics', 'Sci/Tech': 'science', Sports: 'matches' };
const ANY = { spam: 'an unwanted mail', ham: 'a wanted mail' };

const meant = (labels: readonly string[]) =>
  Object.fromEntries(labels.map((label) => [label, `texts of ${label}`]));
/** SynthesizRR Tables 15 and 17. */
const TOPICS =
  'sports life-style education entertainment business city environment tech elections world';
const CATEGORIES =
  'magazines camera_photo office_products kitchen cell_phones_service computer_video_games ' +
  'grocery_and_gourmet_food tools_hardware automotive music_album health_and_personal_care ' +
  'electronics outdoor_living video apparel toys_games sports_outdoors books software baby ' +
  'musical_and_instruments beauty jewelry_and_watches';

/** The labels that each set is made for; a new set needs its line here. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ag-news': NEWS,
  category: meant(CATEGORIES.split(' ')),
  generic: ANY,
  humor: meant(['humorous', 'non_humorous']),
  hyperpartisan: meant(['true', 'false']),
  imdb: FILMS,
  polarity: FILMS,
  sst2: FILMS,
  'toi-headlines': meant(TOPICS.split(' ')),
};

const FOLLOWS = { entailment: 'it follows', not_entailment: 'it does not follow' };
/** The same for pairs of texts. */
const PAIR_LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'generic-pairs': FOLLOWS,
  qnli: FOLLOWS,
  rte: FOLLOWS,
};

const all = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml') && file !== 'refusals.yaml')
  .map((file) => file.replace('.yaml', ''));
const pairSets = Object.keys(PAIR_LABELS);
const questionSets = ['adqa'];
const sets = all.filter((name) => ![...pairSets, ...questionSets].includes(name));

/** What each template may ask for: the words that the recipes fill in. */
const KNOWN = {
  rationales: ['label', 'meaning', 'count'],
  seed: ['label', 'meaning', 'rationales'],
  seedWithoutRationales: ['label', 'meaning'],
  extrapolate: ['label', 'meaning', 'text'],
  instruction: ['label', 'meaning'],
  fewgen: ['label', 'meaning'],
  template: ['text'],
  options: ['labels'],
} as const;

const NEEDED: Readonly<Record<keyof typeof KNOWN, RegExp>> = {
  rationales: /\{count\}/,
  seed: /\{rationales\}/,
  seedWithoutRationales: /\{label\}|\{meaning\}/,
  extrapolate: /\{text\}/,
  instruction: /\{label\}|\{meaning\}/,
  fewgen: /\{label\}|\{meaning\}/,
  template: /\{text\}/,
  options: /\{labels\}/,
};

test('each set of the folder has its labels here', () => {
  expect(all.toSorted()).toEqual([...Object.keys(LABELS), ...pairSets, ...questionSets].toSorted());
});

test.each(sets)('%s loads for its labels, with a verbalizer for each in each part', (name) => {
  const set = loadPromptSet(name, LABELS[name]!);
  expect(set.name).toBe(name);
  for (const part of [set.s3, set.synthesizrr, set.classify]) {
    for (const label of Object.keys(LABELS[name]!)) {
      expect(part.verbalizers[label], label).toMatch(/\S/);
    }
  }
});

test.each(sets)(
  "%s: every template's words are known, and none that it needs is missing",
  (name) => {
    const { s3, synthesizrr, fewgen, classify } = loadPromptSet(name, LABELS[name]!);
    const parts = { ...s3, ...synthesizrr, ...classify, fewgen: fewgen.instruction };
    for (const key of Object.keys(KNOWN) as (keyof typeof KNOWN)[]) {
      const template = parts[key];
      const words = [...template.matchAll(/\{([^}]*)\}/g)].map(([, word]) => word);
      expect(KNOWN[key], `${key}: ${template}`).toEqual(expect.arrayContaining(words));
      expect(template, key).toMatch(NEEDED[key]);
    }
    // the verbalizers must tell the labels apart
    for (const { verbalizers } of [s3, synthesizrr, classify]) {
      const used = Object.keys(LABELS[name]!).map((label) => verbalizers[label]);
      expect(new Set(used).size).toBe(used.length);
    }
  },
);

test.each(all)('%s names the source of each part', (name) => {
  const text = readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8');
  const texts = questionSets.includes(name) ? ['s3'] : ['s3', 'synthesizrr', 'fewgen', 'classify'];
  for (const part of pairSets.includes(name) ? ['s3', 'classify'] : texts) {
    const [, body] = text.split(new RegExp(`^${part}:$`, 'm'));
    expect(body?.split(/^\w/m)[0], `${name}, ${part}`).toMatch(/# .*(ours|S3|SynthesizRR)/);
  }
});

test.each(questionSets)('%s, of questions: each template has its places and no other', (name) => {
  const { s3, ...set } = loadQuestionPromptSet(name);
  expect(set.name).toBe(name);
  const placesOf = (template: string) => template.match(/\{[^}]*\}/g);
  expect(placesOf(s3.seed)).toEqual(['{context}', '{answer}']);
  expect(placesOf(s3.extrapolate)).toEqual(['{context}', '{answer}', '{text}']);
  const own = { 's3.seed': 'Ask about {answer}.' };
  expect(refusalOf(() => loadQuestionPromptSet(name, own))).toContain('lacks {context}');
});

test.each(pairSets)('%s, of pairs: a verbalizer for each label, and no word unknown', (name) => {
  const labels = PAIR_LABELS[name]!;
  const { s3, classify, ...set } = loadPairPromptSet(name, labels);
  expect(set.name).toBe(name);
  const wordsOf = (template: string) =>
    new Set([...template.matchAll(/\{([^}]*)\}/g)].map(([, word]) => word!));
  const word = name === 'generic-pairs' ? 'meaning' : 'label';
  expect(wordsOf(s3.seed)).toEqual(new Set(['context', word]));
  expect(wordsOf(s3.extrapolate)).toEqual(new Set(['context', 'text', word]));
  expect(wordsOf(classify.template)).toEqual(new Set(['context', 'text']));
  for (const { verbalizers } of [s3, classify]) {
    const used = Object.keys(labels).map((label) => verbalizers[label]);
    expect(new Set(used).size).toBe(used.length);
    for (const verbalizer of used) expect(verbalizer).toMatch(/\S/);
  }
});

test('a set of one kind of task is none of the other, and those of the kind are named', () => {
  expect(refusalOf(() => loadPromptSet('rte', FOLLOWS))).toContain(
    'the prompt set rte is not for text-classification. Choose one of: ag-news,',
  );
  expect(refusalOf(() => loadPairPromptSet('generic', FOLLOWS))).toContain(
    'the prompt set generic is not for text-pair-classification. Choose one of: generic-pairs, qnli, rte.',
  );
  expect(refusalOf(() => loadPairPromptSet('rte', FILMS))).toContain(
    'or set task.prompts to generic-pairs.',
  );
});

test('pairs have templates of their own, and not those of texts', () => {
  const own = { 's3.seed': '{context} so {meaning}:' };
  expect(loadPairPromptSet('rte', FOLLOWS, own).s3.seed).toBe('{context} so {meaning}:');
  expect(() => loadPairPromptSet('rte', FOLLOWS, { 's3.extrapolate': '{text} {label}' })).toThrow(
    'The prompt s3.extrapolate lacks {context}',
  );
  expect(() => loadPairPromptSet('rte', FOLLOWS, { 's3.rationales': '{count} {label}' })).toThrow(
    'a task of text-pair-classification has no prompt s3.rationales; it has s3.seed, s3.extrapolate, progen.example, classify.template.',
  );
});

test.each(['generic', 'imdb', 'sst2'])('%s has ZeroGen’s prompts, with no word unknown', (name) => {
  const { zerogen } = loadPromptSet(name, LABELS[name]!);
  const words = [...zerogen!.text.matchAll(/\{([^}]*)\}/g)].map(([, word]) => word);
  // a title stands in the prompt where one is asked for
  const wanted = name === 'generic' ? ['meaning'] : ['label', 'context'];
  expect(words).toEqual(wanted);
  expect(zerogen!.context === undefined).toBe(name === 'generic');
  expect(zerogen!.text.endsWith('"')).toBe(true);
});

test.each(pairSets)('%s has ZeroGen’s prompt for pairs, whose context is gold’s', (name) => {
  const { zerogen } = loadPairPromptSet(name, PAIR_LABELS[name]!);
  expect(zerogen!.context).toBeUndefined();
  expect(zerogen!.text).toContain('"{context}"');
  expect(zerogen!.text.endsWith('"')).toBe(true);
  expect(zerogen!.endsWith).toBe(name === 'qnli' ? '?' : undefined);
});

test('generic speaks by the labels’ names and meanings', () => {
  const { s3, synthesizrr, classify } = loadPromptSet('generic', ANY);
  expect(s3.verbalizers).toEqual({ spam: 'spam', ham: 'ham' });
  expect(synthesizrr.verbalizers).toEqual(ANY);
  expect(classify.verbalizers).toEqual({ spam: 'spam', ham: 'ham' });
});

test('a label without a verbalizer is named, with the way out', () => {
  expect(refusalOf(() => loadPromptSet('imdb', { positive: 'liked', mixed: 'both' }))).toBe(
    'The prompt set imdb, s3 has no verbalizer for the label mixed; it knows positive, negative. ' +
      "Rename the task's labels, or set task.prompts to generic.",
  );
});

test.each(['imbd', 'refusals', '../prompts/imdb', ''])('an unknown set is named: %j', (name) => {
  const sentence = refusalOf(() => loadPromptSet(name, FILMS));
  expect(sentence).toContain(`there is no prompt set ${name}`);
  expect(sentence).toContain(
    'ag-news, category, generic, humor, hyperpartisan, imdb, polarity, sst2, toi-headlines',
  );
});

test('filling in looks at the template only, not at what it puts in', () => {
  expect(fill('{label}: {text}', { label: '{text}', text: 'a {label} text, $& and $1' })).toBe(
    '{text}: a {label} text, $& and $1',
  );
  expect(fill('{text} and {text}', { text: 'x' })).toBe('x and x');
  expect(fill('a {thing} of no name', { label: 'x' })).toBe('a {thing} of no name');
});

test('prompts in the user’s own words take the place of the set’s, one by one', () => {
  const own = { 's3.extrapolate': 'Like {text}, but {meaning}', 'classify.template': '{text}?' };
  const set = loadPromptSet('generic', ANY, own);
  const asItIs = loadPromptSet('generic', ANY);
  expect(set.s3).toEqual({ ...asItIs.s3, extrapolate: 'Like {text}, but {meaning}' });
  expect(set.synthesizrr).toEqual(asItIs.synthesizrr);
  expect(set.classify).toEqual({ ...asItIs.classify, template: '{text}?' });
});

test.each([
  ['s3.extrapolate', 'Write {meaning}', 'The prompt s3.extrapolate lacks {text}'],
  ['s3.seed', 'It has {rationales}.', 's3.seed does not say which label it is for'],
  ['s3.rationales', '{count} of {label}, {size}', 'Nothing fills {size} in the prompt'],
])('says what is wrong with %s: %s', (name, template, message) => {
  expect(() => loadPromptSet('generic', ANY, { [name]: template })).toThrow(message);
});
