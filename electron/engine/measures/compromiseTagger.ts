import type { Entity } from './entityMeasures.ts';

/** Finds the entities of texts. */
export interface Tagger {
  /** What finds them and in which languages, as a page says it. */
  readonly name: string;
  /** @returns the entities of each text, in its order */
  tag(texts: readonly string[]): Promise<readonly (readonly Entity[])[]>;
}

interface Term {
  /** A word, and the marks and spaces before and after it. */
  readonly text: string;
  readonly pre: string;
  readonly post: string;
}

// a name goes on after a space, a full stop, a hyphen or an apostrophe, and ends at any other mark
const GOES_ON = /^[ \u00a0.'’&-]*$/;
const POSSESSIVE = /['’]s?$/;

/**
 * Finds people, places and organizations in English by the lists and rules of the package compromise. Its
 * amounts and dates are left out: it finds '$3.5' in '$3.5 million' and a date in 'the best of the year'.
 */
export const compromiseTagger: Tagger = {
  name: 'compromise (English only; people, places and organizations)',
  async tag(texts) {
    // its word lists take a moment to unpack, which every start of Stillroom would wait for otherwise
    const { default: read } = await import('compromise');
    return texts.map((text) => {
      const document = read(text);
      // its method `people` takes "Mary Smith's" for two names
      const people = document.match('#Person+').not('#AtMention');
      return [
        ...entitiesOf('person', people.json({ offset: false })),
        ...entitiesOf('place', document.places().json({ offset: false })),
        ...entitiesOf('organization', document.organizations().json({ offset: false })),
      ];
    });
  },
};

/** @param matches what compromise takes for one name, though it may be a list of them */
function entitiesOf(
  type: string,
  matches: readonly { readonly terms: readonly Term[] }[],
): Entity[] {
  return matches.flatMap(({ terms }) => namesOf(terms)).map((surface) => ({ type, surface }));
}

function namesOf(terms: readonly Term[]): string[] {
  const names: string[] = [];
  let name = '';
  terms.forEach(({ text, post }, i) => {
    name += text;
    const next = terms[i + 1];
    if (next && GOES_ON.test(post + next.pre)) {
      name += post + next.pre;
      return;
    }
    const bare = name.trim().replace(POSSESSIVE, '');
    if (bare) names.push(bare);
    name = '';
  });
  return names;
}
