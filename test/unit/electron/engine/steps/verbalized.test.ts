import { expect, it } from 'vitest';
import {
  parseVerbalized,
  verbalizedGrammar,
} from '../../../../../electron/engine/steps/verbalized.ts';

it('reads the texts of numbered lines with probabilities, behind thoughts and between other lines', () => {
  const answer =
    '<think>Five?</think>\nHere are some:\n1. (0.12) A warm film.\n2. (0.05) "It drags."\n\n3) (0.4) No.\n4. (1) Fine.\n5. A text without.';
  expect(parseVerbalized(answer)).toEqual(['A warm film.', 'It drags.', 'Fine.']);
  expect(parseVerbalized('')).toEqual([]);
});

it('has a line for each text in its grammar', () => {
  const [root, line] = verbalizedGrammar(2).split('\n');
  expect(root).toBe(
    'root ::= (thoughts "\\n"*)? "1. (0." [0-9] [0-9] ") " line "2. (0." [0-9] [0-9] ") " line',
  );
  expect(line).toBe('line ::= [^\\n]+ "\\n"');
});
