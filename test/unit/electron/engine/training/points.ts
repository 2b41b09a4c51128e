import type { FeaturedRow } from '../../../../../electron/engine/training/chooseUse.ts';
import { randomStream } from '../../../../../models/randomStream.ts';

const CLASSES = 2;

/**
 * Points around one of two centres, 1.6 standard deviations apart in 16 dimensions.
 * @param wrong the share of the labels that are turned around
 */
export function points(name: string, n: number, wrong = 0): FeaturedRow[] {
  const random = randomStream(name);
  return Array.from({ length: n }, (_, i) => {
    const centre = i % CLASSES;
    const features = Array.from({ length: 16 }, () => random.normal());
    features[0]! += centre === 0 ? -0.8 : 0.8;
    features[1]! += centre === 0 ? -0.8 : 0.8;
    const isWrong = random.below(1000) < 1000 * wrong;
    return { features, label: isWrong ? 1 - centre : centre, parents: [] };
  });
}
