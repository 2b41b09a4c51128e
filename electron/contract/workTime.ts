import { z } from 'zod';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const time = z.string().regex(TIME, 'give hours and minutes, as in 22:00');

/** When a run works: in between it waits. */
export const workTimeSchema = z.discriminatedUnion('when', [
  z.object({ when: z.literal('always') }),
  /** Not on a battery. */
  z.object({ when: z.literal('mains') }),
  /** When no key or mouse was touched for `IDLE_MINUTES`. */
  z.object({ when: z.literal('idle') }),
  /** From one time of day to another, which can be on the next day. */
  z
    .object({ when: z.literal('hours'), from: time, to: time })
    .refine(({ from, to }) => from !== to, 'the two times are the same'),
]);
export type WorkTime = z.output<typeof workTimeSchema>;
export type WorkCondition = WorkTime['when'];

/** How long nobody may have used the machine before it counts as unused. */
export const IDLE_MINUTES = 5;
