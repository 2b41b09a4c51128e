import { pairIds } from './pairIds.ts';

/** The longest run that ends at one place and is in a sequence that was read. */
export interface Match {
  /** 0 if none. */
  readonly length: number;
  /** The number of a read sequence that has it. */
  readonly sequence: number;
  /** The number of symbols of that sequence up to the run's last. */
  readonly end: number;
}

/** Texts as an automaton that recognises every run of their symbols. */
export interface SuffixAutomaton {
  /** Reads another sequence, and remembers for each of its runs in the texts that it has it. */
  read(sequence: number, symbols: readonly number[]): void;
  /** After the last reading: a sequence that has a run also has each end of that run. */
  inheritMatches(): void;
  /** The longest match that ends at a place of the texts, which follow each other with a gap of one. */
  longestMatchAt(place: number): Match;
}

/** Places between two texts. */
export const SEPARATED = 1;

const ROOT = 0;
const NONE = -1;

/**
 * The suffix automaton of texts (Blumer et al. 1985). It has at most two states and three transitions
 * for each symbol of the texts.
 * @param texts each its symbols, from 0
 */
export function suffixAutomaton(texts: readonly (readonly number[])[]): SuffixAutomaton {
  const places = texts.reduce((sum, text) => sum + text.length + SEPARATED, 0);
  const most = 2 * places + 1;
  const length = new Int32Array(most);
  const link = new Int32Array(most).fill(NONE);
  const edges = createEdges(most);
  const stateAt = new Int32Array(places);
  let states = 1;
  let last = ROOT;

  const append = (symbol: number) => {
    const added = states++;
    length[added] = length[last]! + 1;
    let state = last;
    while (state !== NONE && edges.target(state, symbol) === NONE) {
      edges.set(state, symbol, added);
      state = link[state]!;
    }
    link[added] = state === NONE ? ROOT : linkAfter(state, symbol);
    last = added;
  };
  const linkAfter = (state: number, symbol: number): number => {
    const next = edges.target(state, symbol);
    if (length[next] === length[state]! + 1) return next;
    const clone = states++;
    length[clone] = length[state]! + 1;
    link[clone] = link[next]!;
    edges.copy(next, clone);
    for (let from = state; from !== NONE && edges.target(from, symbol) === next; ) {
      edges.set(from, symbol, clone);
      from = link[from]!;
    }
    link[next] = clone;
    return clone;
  };

  let place = 0;
  for (const [i, text] of texts.entries()) {
    for (const symbol of text) {
      append(symbol);
      stateAt[place++] = last;
    }
    // a symbol of its own after each text, so that no run goes from one text into the next
    append(-3 - i);
    place += SEPARATED;
  }

  const matched = new Int32Array(states);
  const sequenceOf = new Int32Array(states);
  const endOf = new Int32Array(states);
  const take = (state: number, from: number, run: number) => {
    matched[state] = run;
    sequenceOf[state] = sequenceOf[from]!;
    endOf[state] = endOf[from]!;
  };
  return {
    read(sequence, symbols) {
      let state = ROOT;
      let run = 0;
      for (let i = 0; i < symbols.length; i++) {
        let next = edges.target(state, symbols[i]!);
        while (next === NONE && state !== ROOT) {
          state = link[state]!;
          run = length[state]!;
          next = edges.target(state, symbols[i]!);
        }
        if (next === NONE) continue;
        state = next;
        run++;
        if (run <= matched[state]!) continue;
        matched[state] = run;
        sequenceOf[state] = sequence;
        endOf[state] = i + 1;
      }
    },
    inheritMatches() {
      const byLength = Int32Array.from({ length: states }, (_, i) => i);
      byLength.sort((a, b) => length[a]! - length[b]!);
      // a parent's runs are ends of its children's
      for (const state of byLength.toReversed()) {
        const parent = link[state]!;
        if (state === ROOT || matched[state] === 0 || matched[parent] === length[parent]) continue;
        take(parent, state, length[parent]!);
      }
      for (const state of byLength) {
        if (state === ROOT || matched[state]! > 0) continue;
        take(state, link[state]!, matched[link[state]!]!);
      }
    },
    longestMatchAt(at) {
      const state = stateAt[at]!;
      return { length: matched[state]!, sequence: sequenceOf[state]!, end: endOf[state]! };
    },
  };
}

/** The transitions of states: a table for finding one, and a list per state for copying all. */
function createEdges(states: number) {
  const ids = pairIds(states);
  const firstOf = new Int32Array(states).fill(NONE);
  const most = Math.ceil(1.5 * states) + 3;
  const targets = new Int32Array(most);
  const symbols = new Int32Array(most);
  const following = new Int32Array(most);
  const set = (state: number, symbol: number, target: number) => {
    const before = ids.size;
    const edge = ids.idOf(state, symbol);
    targets[edge] = target;
    if (edge < before) return;
    symbols[edge] = symbol;
    following[edge] = firstOf[state]!;
    firstOf[state] = edge;
  };
  return {
    set,
    target(state: number, symbol: number): number {
      const edge = ids.find(state, symbol);
      return edge === undefined ? NONE : targets[edge]!;
    },
    copy(from: number, to: number): void {
      for (let edge = firstOf[from]!; edge !== NONE; edge = following[edge]!) {
        set(to, symbols[edge]!, targets[edge]!);
      }
    },
  };
}
