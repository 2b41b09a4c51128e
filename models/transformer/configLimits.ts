import { z } from 'zod';

const upTo = (most: number) => z.int().positive().max(most);

/**
 * The kinds of fields in a config.json. The limits are far above the largest published encoders: a
 * damaged file must not ask for a billion layers.
 */
export const configLimits = {
  upTo,
  vocabulary: upTo(2_000_000),
  width: upTo(16_384),
  layers: upTo(128),
  heads: upTo(256),
  inner: upTo(65_536),
  positions: upTo(262_144),
  rate: z.number().min(0).max(0.9),
  gelu: z.literal('gelu').default('gelu'),
};
