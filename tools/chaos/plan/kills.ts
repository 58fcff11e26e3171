import fc from 'fast-check';
import { SYSTEMS } from './faults';

/** Processes of the stack, as stack.json names them. */
const PROCESSES = [
  'api',
  'worker-enterprise',
  'worker-lyon',
  'worker-monterrey',
  'temporal',
  'postgres',
  ...SYSTEMS,
] as const;

export interface PlannedKill {
  readonly process: string;
  /** Milliseconds after the start. */
  readonly at: number;
}

const GAP = { min: 2_000, max: 6_000 };

/** A random process every few seconds. */
export const kills = (milliseconds: number): fc.Arbitrary<PlannedKill[]> => {
  const most = Math.ceil(milliseconds / GAP.min);
  const one = fc.record({ gap: fc.integer(GAP), process: fc.constantFrom(...PROCESSES) });
  return fc.array(one, { minLength: most, maxLength: most }).map((all) => {
    let at = 0;
    return all
      .map(({ gap, process }) => ({ process, at: (at += gap) }))
      .filter((kill) => kill.at < milliseconds);
  });
};
