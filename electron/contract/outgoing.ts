/** The endpoints that a run sends texts to. No key is among this. */
export interface Outgoing {
  readonly teacher: string;
  readonly endpoints: readonly {
    readonly url: string;
    readonly model: string;
    readonly isThisComputer: boolean;
    readonly isEncrypted: boolean;
  }[];
}

/** What leaves the computer and whereto, in a sentence or two. */
export function outgoingSentence({ teacher, endpoints }: Outgoing): string {
  const away = endpoints.filter(({ isThisComputer }) => !isThisComputer);
  if (away.length === 0) {
    return `The teacher ${teacher} is a server on this computer (${urls(endpoints)}). What that server does with your texts is up to it.`;
  }
  const clear = away.filter(({ isEncrypted }) => !isEncrypted);
  const first = `Your texts leave this computer: the prompts of the teacher ${teacher}, with examples, documents and labels in them, go to ${urls(away)}.`;
  if (clear.length === 0) return first;
  const which =
    clear.length === away.length ? 'without encryption' : `to ${urls(clear)} without encryption`;
  return `${first} They travel ${which}, so anybody on the way can read them.`;
}

const urls = (endpoints: Outgoing['endpoints']) => endpoints.map(({ url }) => url).join(', ');
