import { parseArgs } from 'node:util';
import { attackByKills } from './kills.ts';
import { attackByLimits } from './limits.ts';
import { attackReaders, type Findings } from './mutations.ts';

/**
 * `npm run torture -- --minutes N`: damages the inputs of every reader, kills the product at random
 * moments, and lets it write to a disk that is full. Prints what was tried and what was found; exits
 * with 1 if anything was found. The same seed tries the same.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'inputs,kills,limits' },
    most: { type: 'string', default: '1000000' },
  },
});
const attacks: Readonly<
  Record<string, (seed: number, duration: number, most: number) => Promise<Findings>>
> = {
  inputs: attackReaders,
  kills: attackByKills,
  limits: attackByLimits,
};
const chosen = values.only.split(',');
const seed = Number(values.seed);
const share = (Number(values.minutes) * 60_000) / chosen.length;
let found = 0;
for (const name of chosen) {
  const attack = attacks[name];
  if (!attack)
    throw new Error(`there is no attack ${name}; there are ${Object.keys(attacks).join(', ')}`);
  const { counts, findings } = await attack(seed, share, Number(values.most));
  console.log(`${name}, seed ${seed}:`);
  for (const [what, n] of Object.entries(counts)) console.log(`  ${what}: ${n}`);
  for (const one of findings) console.log(`  FOUND ${one}`);
  found += findings.length;
  if (counts[name] === 0) {
    console.log(`  FOUND nothing was tried`);
    found++;
  }
}
console.log(`${found} found`);
process.exitCode = found > 0 ? 1 : 0;
