import { fullText } from '../import/fullText.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { wholeCharacters } from '../import/wholeCharacters.ts';
import type { TeacherPool } from '../runtime/teacherPool.ts';
import type { Passage } from './passage.ts';

type TextCutter = Pick<TeacherPool, 'cutTexts'>;

/** A passage, and the index of its document. */
export interface CutPassage extends Passage {
  readonly document: number;
}

/**
 * Documents as passages of at most `limit` teacher tokens, or their beginnings if the unit is the
 * whole document. The work grows with the length of the texts.
 * @param onCut called with the number of characters that are done
 */
export async function cutDocuments(
  teacher: TextCutter,
  documents: readonly CorpusDocument[],
  {
    limit,
    unit,
    onCut = () => {},
  }: {
    readonly limit: number;
    readonly unit: 'document' | 'passage';
    readonly onCut?: (characters: number) => void;
  },
): Promise<CutPassage[]> {
  const passages: CutPassage[] = [];
  let open = documents.map((document, index) => ({ index, part: 0, rest: fullText(document) }));
  const lengthOfRest = () => open.reduce((sum, { rest }) => sum + rest.length, 0);
  const total = lengthOfRest();
  while (open.length > 0) {
    const cuts = await cutBeginnings(
      teacher,
      open.map(({ rest }) => rest),
      limit,
    );
    const next: typeof open = [];
    for (const [at, { index, part, rest }] of open.entries()) {
      const { text, tokens } = wholeCut(rest, cuts[at]!);
      const { file, line } = documents[index]!;
      const base = `passage:${file.split(/[\\/]/).at(-1)}:${line}`;
      passages.push({ name: part === 0 ? base : `${base}:${part}`, text, tokens, document: index });
      const remainder = rest.slice(text.length).trim();
      if (unit === 'passage' && remainder !== '' && text !== '') {
        next.push({ index, part: part + 1, rest: remainder });
      }
    }
    open = next;
    onCut(total - lengthOfRest());
  }
  return passages;
}

/** Most tokens of a text have fewer characters on average; of those that have more, twice is shown. */
const CHARACTERS_A_TOKEN = 6;

/**
 * Cuts the beginning of each text. The teacher gets only as much of a text as it may need, since it
 * would tokenize all of a long text once for each of its passages.
 */
async function cutBeginnings(
  teacher: TextCutter,
  texts: readonly string[],
  limit: number,
): Promise<TextCut[]> {
  const cuts: TextCut[] = [];
  let open = texts.map((text, at) => ({ text, at, length: limit * CHARACTERS_A_TOKEN }));
  while (open.length > 0) {
    const shown = open.map(({ text, length }) => beginning(text, length));
    const made = await teacher.cutTexts(shown, limit);
    open = open.filter((one, i) => {
      const isAllTaken = made[i]!.text === shown[i] && shown[i] !== one.text;
      if (!isAllTaken) cuts[one.at] = made[i]!;
      one.length *= 2;
      return isAllTaken;
    });
  }
  return cuts;
}

/** At most so many UTF-16 units, up to a space if there is one: half a word has other tokens. */
function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const space = text.lastIndexOf(' ', length);
  return space > length / 2 ? text.slice(0, space) : wholeCharacters(text, length);
}

interface TextCut {
  readonly text: string;
  readonly tokens: number;
}

/**
 * A cut as it is in the text. A token of bytes may end within a character, and what a teacher makes
 * of its tokens need not be the text letter by letter.
 */
function wholeCut(rest: string, { text, tokens }: TextCut): TextCut {
  if (rest.startsWith(text) && isWhole(rest, text.length)) return { text, tokens };
  let same = 0;
  while (same < text.length && text[same] === rest[same]) same++;
  const kept = wholeCharacters(rest, same > text.length / 2 ? same : text.length);
  return { text: kept === '' ? firstCharacter(rest) : kept, tokens };
}

const isWhole = (rest: string, length: number) => wholeCharacters(rest, length).length === length;

/** A limit of a few tokens may be less than one character. */
function firstCharacter(rest: string): string {
  for (let length = 1; ; length++) {
    const first = wholeCharacters(rest, length);
    if (first !== '') return first;
  }
}
