import { expect, it } from 'vitest';
import {
  parseVerbalized,
  verbalizedGrammar,
} from '../../../../../electron/engine/steps/verbalized.ts';

it('reads the texts of numbered lines with probabilities, behind thoughts, and says which lines are none', () => {
  const answer =
    '<think>Five?</think>\nHere are some:\n1. (0.12) A warm film.\n2. (0.05) "It drags."\n\n3) (0.4) No.\n4. (1) Fine.\n5. (0.1) More.';
  expect(parseVerbalized(answer, 3)).toEqual([
    { text: 'Here are some:', line: 1, isRead: false },
    { text: 'A warm film.', line: 2, isRead: true },
    { text: 'It drags.', line: 3, isRead: true },
    { text: '3) (0.4) No.', line: 4, isRead: false },
    { text: 'Fine.', line: 5, isRead: true },
  ]);
  expect(
    parseVerbalized('1. (0.12) One. 2. (0.2) Two.\n2. (0.3) It cost (12) euros in 2024.', 3),
  ).toEqual([
    { text: '1. (0.12) One. 2. (0.2) Two.', line: 1, isRead: false },
    { text: 'It cost (12) euros in 2024.', line: 2, isRead: true },
  ]);
  expect(parseVerbalized('', 3)).toEqual([]);
  expect(parseVerbalized('I cannot do that.', 3)).toEqual([
    { text: 'I cannot do that.', line: 1, isRead: false },
  ]);
});

it('has a line for each text in its grammar', () => {
  const [root, line] = verbalizedGrammar(2).split('\n');
  expect(root).toBe(
    'root ::= (thoughts "\\n"*)? "1. (0." [0-9] [0-9] ") " line "2. (0." [0-9] [0-9] ") " line',
  );
  expect(line).toBe('line ::= [^\\n]+ "\\n"');
});
