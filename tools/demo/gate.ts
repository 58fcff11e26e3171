import type { Releasability } from '../../contracts/material';
import type { Demo } from './demo';
import { good } from './http';

const ACTIONS = ['ship', 'consume', 'move'];

/** May all of the lot be shipped, consumed, moved? One answer each. */
export const askGate = (demo: Demo, lot: string, plant: string): Promise<Releasability[]> =>
  Promise.all(
    ACTIONS.map(async (action) => {
      const path = `/v1/lots/${encodeURIComponent(lot)}/releasability`;
      const asked = demo.interlock('auditor').get<Releasability>(path, { plant, action });
      return (await good('The gate', asked)).body;
    }),
  );

/** The instant of the earliest answer, by Interlock's clock, in milliseconds since 1970. */
export const earliest = (answers: readonly Releasability[]): number =>
  Math.min(...answers.map(({ asOf }) => Date.parse(asOf)));

/** Whether it said no, and because of this hold. */
export const isShutBy = (hold: string, { releasable, blockedBy }: Releasability): boolean =>
  !releasable && blockedBy.some((by) => 'hold' in by && by.hold === hold);

/** `ship no, consume no, move no` */
export const inShort = (answers: readonly Releasability[]): string =>
  answers.map(({ action, releasable }) => `${action} ${releasable ? 'yes' : 'no'}`).join(', ');

/** Why not: holds and rules, each once. */
export const reasonsOf = (answers: readonly Releasability[]): string =>
  [
    ...new Set(
      answers.flatMap(({ blockedBy }) => blockedBy.map((by) => ('hold' in by ? `hold ${by.hold}` : by.rule))),
    ),
  ].join(', ');
