import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';

/** Prompts of the shape of the papers', of words that mean little. */
export const PROMPTS = {
  /** S3's T_query: an instruction and two reasons, other ones in each. */
  query: (i) => {
    const random = randomStream('query', i);
    const reasons = `${clause(random)}, and ${clause(random)}`;
    const text = `Write a positive movie review in a single sentence. It is positive because ${reasons}.\nReview:`;
    // as S3's own prompts say, and the server finds by itself
    return { text, chat: false, shared: text.indexOf(reasons) };
  },
  /** FewGen with 32 shots: the same in each. */
  fewgen: () => {
    const random = randomStream('fewgen');
    const block = (answer: string) => `Write a positive movie review.\nReview:${answer}`;
    const shots = Array.from({ length: 32 }, () => block(` ${sentence(random)}`));
    const text = [...shots, block('')].join('\n\n');
    return { text, chat: false, shared: text.length };
  },
  /** SynthesizRR's RetrICL with three shots: passages, other ones in each. */
  retricl: (i) => {
    const random = randomStream('retricl', i);
    const block = (answer: string) => {
      const passage = Array.from({ length: 8 }, () => sentence(random)).join(' ');
      return `News Article: ${passage}\nWrite a summary of it as a movie review.\nReview:${answer}`;
    };
    const shots = Array.from({ length: 3 }, () => block(` ${sentence(random)}`));
    return { text: [...shots, block('')].join('\n\n'), chat: false };
  },
} as const satisfies Readonly<Record<string, (i: number) => Prompt>>;

export type PromptKind = keyof typeof PROMPTS;

const SUBJECTS = [
  'the plot',
  'its lead',
  'a scene',
  'the score',
  'this year',
  'the town',
  'a team',
];
const VERBS = ['carries', 'follows', 'turns', 'opens', 'holds', 'leaves', 'finds', 'builds'];
const OBJECTS = ['a quiet hope', 'the old road', 'new work', 'more than it says', 'every hour'];
const ENDS = ['in the end', 'with some care', 'for a while', 'without a word', 'as it should'];

function clause(random: RandomStream): string {
  return [SUBJECTS, VERBS, OBJECTS].map((words) => random.pick(words)).join(' ');
}

function sentence(random: RandomStream): string {
  const text = `${clause(random)} ${random.pick(ENDS)}, and ${clause(random)}.`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
