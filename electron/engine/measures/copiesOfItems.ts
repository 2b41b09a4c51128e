import { type CopyPair, copiesOf } from './nearCopies.ts';

/** A text, with the text that it belongs to if it is the second of a pair or a question. */
export interface CopiedItem {
  readonly context?: string | null | undefined;
  readonly text: string;
}

/**
 * The items that are copies of references, by `copiesOf`. A pair of texts and a question are copies only if
 * both of their texts are: many questions are asked about one passage, and many pairs share a sentence.
 * @returns pairs of an item (`first`) and a reference (`second`), by item; of pairs and questions each item
 *   once, with the first of its references
 */
export function copiesOfItems(
  items: readonly CopiedItem[],
  references: readonly CopiedItem[],
): CopyPair[] {
  const byText = copiesOf(
    items.map(({ text }) => text),
    references.map(({ text }) => text),
  );
  const alone = byText.filter(({ first }) => isAlone(items[first]!));
  const inPairs = new Set(byText.flatMap(({ first }) => (isAlone(items[first]!) ? [] : [first])));
  const whole = [...inPairs].flatMap((first) => copyOfBoth(first, items[first]!, references));
  return [...alone, ...whole].sort((a, b) => a.first - b.first || a.second - b.second);
}

const isAlone = ({ context }: CopiedItem) => context === undefined || context === null;

/** The first reference of which both texts of an item are copies. */
function copyOfBoth(
  first: number,
  { context, text }: CopiedItem,
  references: readonly CopiedItem[],
): CopyPair[] {
  for (const [second, reference] of references.entries()) {
    const [ofText] = copiesOf([text], [reference.text]);
    const [ofContext] = ofText ? copiesOf([context!], [reference.context ?? '']) : [];
    if (!ofText || !ofContext) continue;
    const similarity = Math.min(ofText.similarity, ofContext.similarity);
    return [{ first, second, similarity, isExact: ofText.isExact && ofContext.isExact }];
  }
  return [];
}
