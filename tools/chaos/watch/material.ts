import type { Releasability } from '../../../contracts/material';
import { gateOf } from '../act/holds';
import { gateKeeps, gone, mayBeFree, systemHolds, type Decided } from '../arithmetic';
import type { Counts } from '../counts';
import type { Interlock } from '../interlock';
import type { LedgerReader } from '../ledger';
import type { KnownHold, Record } from '../record';
import type { Systems, SystemState } from '../systems';

/** Lots whose gate is asked in one round. */
const LOTS_A_ROUND = 24;
/** Systems that must not let a held lot go. */
const CONTAINING = ['erp', 'wms', 'mes-lyon', 'mes-monterrey'] as const;

interface Round {
  /** Holds that were answered before anything was asked, by lot. */
  readonly holds: ReadonlyMap<string, readonly KnownHold[]>;
  /** How far dispositions were before anything was asked, and after all of it was answered. */
  readonly before: Decided;
  readonly after: Decided;
}

/**
 * From the side of the gate and of the systems: is anything let go that a committed hold covers and no
 * verified disposition freed? What is read before a question and what is read after its answer bound what may be true of the
 * answer, so that a race is never taken for a defect.
 */
export class MaterialWatch {
  /** `<system> <lot> <hold>` of what was once read back as held: it must stay so until it is freed. */
  private readonly contained = new Set<string>();
  private turn = 0;

  constructor(
    private readonly interlock: Interlock,
    private readonly systems: Systems,
    private readonly ledger: LedgerReader,
    private readonly record: Record,
    private readonly counts: Counts,
  ) {}

  async look(): Promise<void> {
    const holds = this.record.holdsByLot();
    if (holds.size === 0) return;
    const before = await this.ledger.dispositions();
    for (const { system, lot, hold } of (await this.ledger.contained()) ?? [])
      this.contained.add(`${system} ${lot} ${hold}`);
    const [gates, states] = await Promise.all([
      Promise.all(this.nextLots(holds).map((lot) => this.askGate(lot, holds))),
      Promise.all(CONTAINING.map((system) => this.systems.glance(system))),
    ]);
    const round = { holds, before, after: await this.ledger.dispositions() };
    for (const gate of gates) if (gate) this.judgeGate(gate, round);
    for (const [index, state] of states.entries())
      if (state) this.judgeSystem(CONTAINING[index]!, state, round);
  }

  /** Each lot in its turn. */
  private nextLots(holds: ReadonlyMap<string, unknown>): string[] {
    const lots = [...holds.keys()];
    const from = this.turn % lots.length;
    this.turn = from + LOTS_A_ROUND;
    return lots.slice(from, from + LOTS_A_ROUND);
  }

  private askGate(
    lot: string,
    holds: ReadonlyMap<string, readonly KnownHold[]>,
  ): Promise<Releasability | null> {
    return this.interlock.glance<Releasability>(gateOf(lot, holds.get(lot)![0]!.plant));
  }

  private judgeGate({ lot, releasable, releasableQuantity, asOf }: Releasability, round: Round): void {
    const holds = round.holds.get(lot)!;
    const keeps = gateKeeps(lot, holds, round.after);
    const most = mayBeFree(gone(lot, holds, round.before), keeps);
    this.counts.add('samples', 'gate');
    if ((releasable && keeps > 0) || Number(releasableQuantity.value) > most)
      this.record.defect(
        'gate',
        lot,
        null,
        `answered ${releasable ? '' : 'not '}releasable, ${releasableQuantity.value} at ${asOf}; ${keeps} are covered by ${idsOf(holds)}`,
      );
  }

  private judgeSystem(system: string, { lots }: SystemState, { holds: all, after }: Round): void {
    for (const [lot, holds] of all) {
      const state = lots[lot];
      const covering = holds.filter(({ id }) => this.contained.has(`${system} ${lot} ${id}`));
      if (!state || covering.length === 0) continue;
      this.counts.add('samples', system);
      const least = Math.min(Number(state.quantity), systemHolds(lot, holds, covering, after));
      if (Number(state.held) < least)
        this.record.defect(
          'let go',
          lot,
          system,
          `holds ${state.held} of ${state.quantity} at ${new Date().toISOString()}, and ${least} are covered by ${idsOf(covering)}`,
        );
    }
  }
}

const idsOf = (holds: readonly KnownHold[]) => holds.map(({ id }) => id).join(', ');
