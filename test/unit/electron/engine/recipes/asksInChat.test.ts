import { expect, test } from 'vitest';
import { asksInChat, chatInput } from '../../../../../electron/engine/recipes/asksInChat.ts';

test.each([
  ['auto', true, true],
  ['auto', false, false],
  ['raw', true, false],
  ['chat', true, true],
] as const)('frame: %s, a template: %s, a chat: %s', (frame, hasChatTemplate, chat) => {
  expect(asksInChat({ frame }, { hasChatTemplate })).toBe(chat);
});

test('a raw step has the inputs that it had before there were chats', () => {
  expect(chatInput(false, { inChat: 'Only the review.' })).toEqual({});
  expect(chatInput(true, {})).toEqual({ chat: { inChat: '' } });
  expect(chatInput(true, { inChat: 'Only the review.' })).toEqual({
    chat: { inChat: 'Only the review.' },
  });
});
