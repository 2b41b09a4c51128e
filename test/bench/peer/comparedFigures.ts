import type { Figure } from '../../../electron/contract/figure.ts';
import { cohenKappa } from '../../../electron/engine/measures/cohenKappa.ts';
import { fleissKappa } from '../../../electron/engine/measures/fleissKappa.ts';
import { gwetAC1 } from '../../../electron/engine/measures/gwetAC1.ts';
import { krippendorffAlpha } from '../../../electron/engine/measures/krippendorffAlpha.ts';
import { MAUVE_SETTINGS, mauve } from '../../../electron/engine/measures/mauve.ts';
import { nearestClusters } from '../../../electron/engine/measures/nearestClusters.ts';
import { ofLengthOne } from '../../../electron/engine/measures/ofLengthOne.ts';
import { principalComponents } from '../../../electron/engine/measures/principalComponents.ts';
import { projection } from '../../../electron/engine/measures/projection.ts';
import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import { askPython } from './askPython.ts';

const TEXTS = 1000;
const WIDTH = 384;
const SEED = 25;

/**
 * The largest difference of MAUVE from mauve-text's own code, which is given our clusters in the place of
 * those that its k-means would draw.
 */
export function compareMauve() {
  const random = randomStream('made-up vectors');
  const [gold, rows] = [cloud(random, 0), cloud(random, 0.3)];
  const reduced = principalComponents([...rows, ...gold].map(ofLengthOne), 0.9)!;
  const compared = [
    { settings: MAUVE_SETTINGS.synthesizrr, cells: MAUVE_SETTINGS.synthesizrr.cells },
    { settings: MAUVE_SETTINGS.package, cells: TEXTS / 10 },
  ].map(({ settings, cells }) => {
    const start = performance.now();
    const ours = definedValue(mauve(gold, rows, settings, SEED));
    const seconds = (performance.now() - start) / 1000;
    const theirs = askPython<{ readonly sameClusters: number; readonly own: number }>('mauve', {
      p: gold.map((vector) => [...vector]),
      q: rows.map((vector) => [...vector]),
      clusters: [...nearestClusters(reduced, cells, SEED)],
      cells,
      scaling: settings.scaling,
    });
    return {
      difference: Math.abs(ours - theirs.found.sameClusters),
      ofOwnClusters: Math.abs(ours - theirs.found.own),
      seconds: { ours: seconds, theirs: theirs.seconds },
    };
  });
  return {
    difference: Math.max(...compared.map(({ difference }) => difference)),
    ofOwnClusters: Math.max(...compared.map(({ ofOwnClusters }) => ofOwnClusters)),
    seconds: compared[0]!.seconds,
  };
}

/** Vectors of eight groups. */
function cloud(random: RandomStream, shift: number): Float32Array[] {
  const centres = Array.from({ length: 8 }, (_, group) => {
    const own = randomStream('centre', group);
    return Float32Array.from({ length: WIDTH }, () => own.normal());
  });
  return Array.from({ length: TEXTS }, () =>
    random.pick(centres).map((value) => value + shift + 0.8 * random.normal()),
  );
}

const CATEGORIES = ['a', 'b', 'c', 'd'];
const ITEMS = 500;

/** The largest difference of kappa, alpha and AC1 from scikit-learn, statsmodels, krippendorff and irrCAC. */
export function compareAgreement(): number {
  const random = randomStream('made-up ratings');
  const rated = (raters: number, missing: number) =>
    Array.from({ length: ITEMS }, () => {
      const own = random.pick(CATEGORIES);
      return Array.from({ length: raters }, () => {
        const label = random.uniform() < 0.6 ? own : random.pick(CATEGORIES);
        return random.uniform() < missing ? undefined : label;
      });
    });
  const cases = [rated(2, 0), rated(5, 0), rated(4, 0.3)];
  const { found } = askPython<readonly Readonly<Record<string, number>>[]>('agreement', {
    cases: cases.map((items) => items.map((item) => item.map((label) => label ?? null))),
    categories: CATEGORIES,
  });
  const differences = cases.flatMap((items, at) => {
    const ours: Readonly<Record<string, Figure>> = {
      cohen: cohenKappa(
        items.map(([first]) => first),
        items.map(([, second]) => second),
      ),
      fleiss: fleissKappa(items),
      krippendorff: krippendorffAlpha(items),
      gwet: gwetAC1(items, CATEGORIES),
    };
    return Object.entries(found[at]!).map(([name, value]) =>
      Math.abs(definedValue(ours[name]!) - value),
    );
  });
  return Math.max(...differences);
}

/** How much less trustworthy our projection is than scikit-learn's, as scikit-learn itself measures both. */
export function compareProjection() {
  const vectors = cloud(randomStream('made-up points'), 0);
  const start = performance.now();
  const ours = projection([vectors]);
  const seconds = (performance.now() - start) / 1000;
  if (!('sets' in ours)) throw new Error(ours.undefinedBecause);
  const { found, ...theirs } = askPython<{ readonly own: number; readonly ours: number }>(
    'projection',
    {
      vectors: vectors.map((vector) => [...vector]),
      points: ours.sets[0]!.map((point) => [...point]),
    },
  );
  return {
    less: found.own - found.ours,
    difference: Math.abs(definedValue(ours.trustworthiness) - found.ours),
    seconds: { ours: seconds, theirs: theirs.seconds },
  };
}

function definedValue(figure: Figure): number {
  if ('value' in figure) return figure.value;
  throw new Error(figure.undefinedBecause);
}
