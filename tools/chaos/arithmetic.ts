import { PIECES } from './plan/holds';
import type { KnownDisposition, KnownHold } from './record';

/** States of dispositions by reference; one that is not there was not decided. */
export type Decided = ReadonlyMap<string, { readonly state: string }>;

/** Decisions after which pieces have left their lot. */
const LEAVES: readonly string[] = ['scrap', 'return-to-supplier'];
/** Decisions that let pieces go; systems are asked to as soon as they are carried out. */
const FREES: readonly string[] = ['release', 'use-as-is'];

export const leaves = ({ decision }: KnownDisposition): boolean => LEAVES.includes(decision);

const stateOf = (disposition: KnownDisposition, decided: Decided) =>
  decided.get(disposition.reference)?.state;
const isVerified = (disposition: KnownDisposition, decided: Decided) =>
  stateOf(disposition, decided) === 'verified';
const sum = (dispositions: readonly KnownDisposition[]) =>
  dispositions.reduce((total, { pieces }) => total + pieces, 0);

/** Pieces that have left the lot, by all holds. */
export const gone = (lot: string, holds: readonly KnownHold[], decided: Decided): number =>
  sum(
    holds
      .flatMap(({ dispositions }) => dispositions)
      .filter((one) => one.lot === lot && leaves(one) && isVerified(one, decided)),
  );

/**
 * The least that these holds keep of a lot, by what was asked for and how far it is: whole pieces, so plain numbers do.
 * @param isFreed is a disposition so far that its pieces need not be held any more?
 */
function kept(
  lot: string,
  holds: readonly KnownHold[],
  covering: readonly KnownHold[],
  decided: Decided,
  isFreed: (disposition: KnownDisposition) => boolean,
): number {
  const of = ({ lots, dispositions }: KnownHold) => {
    const freed = dispositions.filter((one) => one.lot === lot && one.decision !== 'sort' && isFreed(one));
    const byOthers = holds
      .filter((hold) => hold.dispositions !== dispositions)
      .flatMap((hold) => hold.dispositions)
      .filter((one) => one.lot === lot && leaves(one) && isVerified(one, decided));
    return Math.max(0, (lots.get(lot) ?? 0) - sum(freed) - sum(byOthers));
  };
  return covering.reduce((total, hold) => total + of(hold), 0);
}

/** The least that the gate must keep: all that is not verified. */
export const gateKeeps = (lot: string, holds: readonly KnownHold[], decided: Decided): number =>
  kept(lot, holds, holds, decided, (one) => isVerified(one, decided));

/** The least that a system must hold for these of the lot's holds: all but what is being let go. */
export const systemHolds = (
  lot: string,
  holds: readonly KnownHold[],
  covering: readonly KnownHold[],
  decided: Decided,
): number =>
  kept(lot, holds, covering, decided, (one) =>
    FREES.includes(one.decision)
      ? ['executing', 'verified'].includes(stateOf(one, decided) ?? '')
      : isVerified(one, decided),
  );

/** The most that can be free: nothing comes to a lot of chaos's own after it was made. */
export const mayBeFree = (goneBefore: number, keptAfter: number): number =>
  Math.max(0, PIECES - goneBefore - keptAfter);
