import { filterNames } from './experiment.ts';

/** Why recipes leave rows out, in the order in which Review lists them. */
export const leftOutReasons = ['unreadable', 'lowWeight', 'copyOfShot'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/**
 * Why a row is not in the dataset: a filter dropped it, fewer rows were wanted than were kept, no text could be read
 * from its line of an answer, its weight is not among the largest, or it repeats a row that its prompt showed.
 */
export const dropReasons = [...filterNames, 'surplus', ...leftOutReasons] as const;
export type DropReason = (typeof dropReasons)[number];
