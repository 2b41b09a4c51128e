import type { Figure } from '../../contract/figure.ts';
import type { MapPoints, MissingRows } from '../../contract/measures.ts';
import { coverage, GOLD_COVERS_ITSELF, vectorCoverage } from '../measures/coverage.ts';
import { equalSamples } from '../measures/equalSamples.ts';
import { measureTokens } from '../measures/measureTokens.ts';
import { pairQuality } from '../measures/pairQuality.ts';
import { projection } from '../measures/projection.ts';
import { mapPlace } from './mapPlace.ts';
import { type EmbeddedSet, vectorPanel } from './panelDefinition.ts';
import { steadySample } from './steadySample.ts';

/** Texts of a list in the picture: the time of the projection grows with the square of all of them. */
const MOST_POINTS = 1000;
/** Fewer texts are compared with nothing. */
const LEAST_COMPARED = 10;

const words = {
  title: 'Where rows are, and what they leave out',
  tells:
    'One picture of rows, your texts and your documents: near points are alike. Coverage is the share of your texts ' +
    'that have a row near them. Rows that were written from an error are compared with it: a high cosine at a large ' +
    'edit distance is the same meaning in other words.',
  doesNotTell:
    'Distances between far groups mean nothing in the picture. The radius is ours, since S3 does not state its own, ' +
    'so compare lines with each other, not with the paper.',
  whatToDo:
    'Draw around a region to review its rows. Where your texts are alone, label some of them as seeds, and write more.',
  columns: [
    { title: 'coverage in the picture', unit: 'percent' },
    { title: 'coverage by vectors', unit: 'percent', atAGlance: 'coverage of your texts' },
    { title: 'rows written from an error', unit: 'count' },
    { title: 'cosine to it', unit: 'number' },
    { title: 'edit distance, tokens', unit: 'number' },
    { title: 'tokens of the error', unit: 'number' },
    { title: 'tokens of the row', unit: 'number' },
  ],
  version: 2,
} as const;

/** One joint projection and coverage (S3 App. C), and the quality of extrapolations (S3 Table 6). */
export const coveragePanel = vectorPanel(
  words,
  ['rows', 'gold', 'test', 'corpus'],
  ({ rows, gold, test, corpus, encoder }) => {
    const own = joined(gold, test);
    const shown = [own, ...rows, corpus].filter(({ texts }) => texts.length > 0).map(sampled);
    const projected = projection(shown.map(({ vectors }) => vectors));
    const points = 'sets' in projected ? projected.sets : undefined;
    const why = 'undefinedBecause' in projected ? projected.undefinedBecause : '';
    const vectors = shown.map((set) => set.vectors);
    const at = (title: string) => shown.findIndex((set) => set.title === title);
    // a list of three rows would leave three of all others
    const compared = shown.filter(
      ({ title, texts }) => title !== corpus.title && texts.length >= LEAST_COMPARED,
    );
    const drawn = equalSamples(
      compared.map(({ texts }) => texts.length),
      MOST_POINTS,
      0,
    );
    const covering = (title: string, of: Points | undefined, by: typeof coverage) => {
      const [ownPlaces, places] = [own.title, title].map(
        (one) => drawn[compared.findIndex((set) => set.title === one)],
      );
      if (!ownPlaces)
        return { undefinedBecause: `there are fewer than ${LEAST_COMPARED} texts of yours` };
      if (!places) return { undefinedBecause: `there are fewer than ${LEAST_COMPARED} rows` };
      if (!of) return { undefinedBecause: why };
      return by(picked(of[at(own.title)]!, ownPlaces), picked(of[at(title)]!, places));
    };
    const found = rows.map(({ title }) => ({
      inPicture: covering(title, points, coverage),
      byVectors: covering(title, vectors, vectorCoverage),
    }));
    const labelOf = (place: number) => shown[at(own.title)]!.texts[drawn[0]![place]!]!.label;
    return {
      madeWith:
        `Vectors of ${encoder}; t-SNE of at most ${MOST_POINTS.toLocaleString('en')} texts of each list together ` +
        `(perplexity 30, from the principal components). Coverage is of ${compared[0]?.title === own.title ? drawn[0]!.length : 0} of your texts by as ` +
        `many rows of each recipe, within the radius at which ${100 * GOLD_COVERS_ITSELF}% of your texts cover each ` +
        `other.${trustWords(projected)}`,
      lines: rows.map((set, i) => ({
        title: set.title,
        n: set.texts.length,
        figures: [
          shareIn(found[i]!.inPicture),
          shareIn(found[i]!.byVectors),
          ...pairFigures(set, own),
        ],
      })),
      missing: rows.flatMap(({ title }, i): MissingRows[] => {
        const { byVectors } = found[i]!;
        if (!('uncovered' in byVectors) || byVectors.uncovered.length === 0) return [];
        const labels = byVectors.uncovered.map(labelOf);
        return [{ what: uncoveredWords(title, labels, drawn[0]!.length), ...WRITE_MORE }];
      }),
      ...(points ? { map: mapOf(shown, points) } : {}),
    };
  },
);

const shareIn = (found: ReturnType<typeof coverage>): Figure =>
  'share' in found ? found.share : found;

/** The points of each list. */
type Points = readonly (readonly Float32Array[])[];

const picked = <Item>(items: readonly Item[], places: readonly number[]) =>
  places.map((at) => items[at]!);

const WRITE_MORE = { page: 'run', action: 'Write more rows' } as const;

/** How many texts no row is near, and which labels they have. */
function uncoveredWords(title: string, labels: readonly string[], all: number): string {
  const counts = [...Map.groupBy(labels, (label) => label)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MOST_NAMED)
    .map(([label, own]) => `${own.length} of ${label}`);
  return `${title}: ${labels.length} of ${all} of your texts have no row near them (${counts.join(', ')}).`;
}

/** Labels that are named; there may be hundreds. */
const MOST_NAMED = 3;

function trustWords(projected: ReturnType<typeof projection>): string {
  if (!('sets' in projected) || !('value' in projected.trustworthiness)) return '';
  return ` Trustworthiness of the picture: ${projected.trustworthiness.value.toFixed(3)} of 1.`;
}

function joined(first: EmbeddedSet, second: EmbeddedSet): EmbeddedSet {
  return {
    title: 'your texts',
    texts: [...first.texts, ...second.texts],
    vectors: [...first.vectors, ...second.vectors],
    features: [...first.features, ...second.features],
  };
}

/** The texts of a list that are in the picture. */
function sampled(set: EmbeddedSet): EmbeddedSet {
  const places = steadySample(
    set.texts.map((_, at) => at),
    MOST_POINTS,
    (at) => set.texts[at]!.text,
  );
  return {
    ...set,
    texts: picked(set.texts, places),
    vectors: picked(set.vectors, places),
    features: picked(set.features, places),
  };
}

/** How near the rows of S3's rounds are to the errors that they were written from. */
function pairFigures(set: EmbeddedSet, own: EmbeddedSet): Figure[] {
  const places = new Map(own.texts.map(({ parent }, at) => [parent, at]));
  const tokens = new Map<string, readonly string[]>();
  const tokensOf = (text: string) => {
    const known = tokens.get(text) ?? measureTokens(text);
    tokens.set(text, known);
    return known;
  };
  const pairs = set.texts.flatMap(({ parent, round, text }, i) => {
    const at = places.get(parent);
    // in S3's rounds a row is written from an error, elsewhere from any text
    if (parent === null || at === undefined || round === 0) return [];
    const error = { vector: own.vectors[at]!, tokens: tokensOf(own.texts[at]!.text) };
    return [{ error, extrapolation: { vector: set.vectors[i]!, tokens: tokensOf(text) } }];
  });
  const { cosine, editDistance, errorLength, extrapolationLength } = pairQuality(pairs);
  return [{ value: pairs.length }, cosine, editDistance, errorLength, extrapolationLength];
}

function mapOf(
  shown: readonly EmbeddedSet[],
  points: readonly (readonly Float32Array[])[],
): MapPoints {
  const all = shown.flatMap(({ texts }, group) =>
    texts.map(({ row }, i) => ({ group, row, point: points[group]![i]! })),
  );
  return {
    axes: null,
    groups: shown.map(({ title }) => title),
    group: all.map(({ group }) => group),
    x: all.map(({ point }) => mapPlace(point[0]!)),
    y: all.map(({ point }) => mapPlace(point[1]!)),
    row: all.map(({ row }) => row),
  };
}
