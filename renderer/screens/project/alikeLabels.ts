/** A label of a file that is probably meant to be another one of it. */
export interface AlikeLabels {
  readonly from: string;
  /** The one of the two that the file has more often. */
  readonly to: string;
}

/** Shorter labels differ by one letter and mean different things: 'low' and 'now'. */
const LONG = 6;

/** Pairs of labels that differ by case, spaces or punctuation, or long ones by one letter. */
export function alikeLabels(counts: Readonly<Record<string, number>>): AlikeLabels[] {
  const names = Object.keys(counts).toSorted((a, b) => counts[b]! - counts[a]!);
  return names.flatMap((from, at) => {
    const to = names.slice(0, at).find((known) => isAlike(from, known));
    return to === undefined ? [] : [{ from, to }];
  });
}

function isAlike(a: string, b: string): boolean {
  const [plain, other] = [bare(a), bare(b)];
  if (plain === '' || other === '') return false;
  if (plain === other) return true;
  const isLong = Math.min(plain.length, other.length) >= LONG;
  return isLong && !/\p{N}/u.test(plain + other) && isOneLetterOff(plain, other);
}

const bare = (label: string) =>
  label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{Cf}]+/gu, '');

/** Whether one letter was added, left out or mistaken. */
function isOneLetterOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [restOfA, restOfB] = [a.slice(same), b.slice(same)];
  return (
    restOfA.slice(1) === restOfB.slice(1) ||
    restOfA.slice(1) === restOfB ||
    restOfA === restOfB.slice(1)
  );
}
