import { BadInput } from './badInput.ts';

/** A teacher, or the state of its texts, does not fit into the memory that is free. */
export class OutOfMemory extends BadInput {
  override readonly name = 'OutOfMemory';
}
