import { bringHome } from '../../../activities/bring';
import type { Adapter } from '../../../adapters/port';
import type { LotScope } from '../../../contracts/hold';
import type { Step } from '../../../contracts/step';
import { Problem } from '../../../contracts/problem';
import type { Ledger } from '../../../ledger';
import { context } from '../../adapters/sandbox/ask';
import { advance } from '../../ledger/come-home';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
} from '../../ledger/requests';
import type { TestSystem } from '../../sandbox/start';
import { mostKept } from './pieces';
import type { Random } from './random';

const PIECES = 100;
const MOST_STEPS = 60;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

/** How holds may be over the lot's pieces: all of it, pallets beside each other, serials that lie across pallets. */
const SERIALS = [range(30, 45), range(40, 50)];
const WAYS: readonly { over: readonly number[]; scope: (lot: string) => LotScope }[] = [
  { over: range(0, PIECES), scope: (lot) => ({ lot }) },
  { over: range(0, 40), scope: (lot) => part(lot, 40, { handlingUnit: `${lot}/HU-1` }) },
  { over: range(40, 60), scope: (lot) => part(lot, 20, { handlingUnit: `${lot}/HU-2` }) },
  ...SERIALS.map((serials) => ({
    over: serials,
    scope: (lot: string) => part(lot, serials.length, { serials: serials.map((one) => `PIN-10:SN-${one}`) }),
  })),
];
const part = (lot: string, pieces: number, identifiedBy: LotScope['identifiedBy']): LotScope => ({
  lot,
  quantity: { value: String(pieces), unit: 'EA' },
  identifiedBy,
});

interface Placed {
  readonly id: string;
  readonly over: ReadonlySet<number>;
  /** Pieces that nobody has decided to let go. */
  undecided: number;
  /** Pieces that are not verified to be let go. */
  gated: number;
}

export interface Systems {
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly systems: ReadonlyMap<string, TestSystem>;
}

/**
 * One lot in an ERP that blocks a quantity, a MES that knows a flag alone and a WMS that moves stock to quarantine, under
 * holds over all of it, over parts of it and over the same pieces twice, in an order that chance gives.
 */
export class LotUnderHolds {
  private readonly holds: Placed[] = [];
  private shipments = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly random: Random,
    private readonly lot: string,
    private readonly at: Systems,
  ) {}

  async live(actions: number): Promise<void> {
    const { lot, ledger } = this;
    for (const system of this.at.systems.values()) await system.addLots(lot);
    await receiveLot(ledger, lot, String(PIECES));
    const wms = this.at.systems.get('wms')!;
    await wms.post('/handling-units', { id: `${lot}/HU-1`, lot, quantity: '40', location: 'A-01' });
    await wms.post('/handling-units', { id: `${lot}/HU-2`, lot, quantity: '20', location: 'A-02' });
    for (let action = 0; action < actions; action++) {
      await this.act();
      await this.allHome();
    }
    await this.letGo();
  }

  private async act(): Promise<void> {
    const open = this.holds.filter(({ gated }) => gated > 0);
    const chosen = this.random.pick(open);
    const draw = this.random.next();
    if (!chosen || draw < 0.35) return this.place();
    if (draw < 0.75) return this.release(chosen, this.random.between(1, Math.max(chosen.undecided, 1)));
    if (draw < 0.9) return this.tag(chosen);
    return this.pick();
  }

  private async place(): Promise<void> {
    const { over, scope } = this.random.pick(WAYS)!;
    const { id } = await place(this.ledger, holdRequest([scope(this.lot)]));
    this.holds.push({ id, over: new Set(over), undecided: over.length, gated: over.length });
    await this.check();
  }

  private async release(hold: Placed, pieces: number): Promise<void> {
    if (hold.undecided < pieces) return;
    await decide(this.ledger, hold.id, dispositionRequest(this.lot, String(pieces)));
    hold.undecided -= pieces;
    await this.check();
  }

  /** A person counts and tags all that the hold keeps. */
  private async tag({ id, gated }: Placed): Promise<void> {
    const control = {
      lot: this.lot,
      location: 'CAGE',
      counted: { value: String(gated), unit: 'EA' as const },
      tag: 'T-1',
    };
    await keyed(this.ledger, (tx) => this.ledger.recordPhysical(tx, id, control, PERSON, new Date()));
    await this.check();
  }

  /** The warehouse picks what it is free to: it cannot be taken to quarantine from then on. */
  private async pick(): Promise<void> {
    const wms = this.at.systems.get('wms')!;
    const id = `${this.lot}/SH-${++this.shipments}`;
    const lines = [{ lot: this.lot, quantity: String(this.random.between(1, 30)) }];
    await wms.post('/shipments', { id, plant: 'lyon', customer: 'atlantic', lines });
    await wms.post(`/shipments/${id}/pick`, {});
  }

  /** Every saga goes on, a step of one after a step of another, until nothing is left to do. */
  private async allHome(): Promise<void> {
    let moving = this.holds.map(({ id }) => id);
    for (let steps = 0; moving.length > 0; steps++) {
      if (steps > MOST_STEPS)
        throw new Error(`not all is home after ${MOST_STEPS} steps: ${moving.join(', ')}`);
      const id = this.random.pick(moving)!;
      const step = await advance(this.ledger, id);
      if (step.batches.length + step.questions.length === 0) moving = moving.filter((one) => one !== id);
      else moving = this.holds.map((hold) => hold.id);
      await this.bring(id, step);
    }
    await this.check();
  }

  private async bring(id: string, step: Step): Promise<void> {
    for (const batch of step.batches) {
      const results = await bringHome(this.at.adapters.get(batch.system)!, batch, false, context, Date.now);
      await advance(this.ledger, id, new Date(), { results }).then((next) => this.bring(id, next));
      await this.check();
    }
    if (step.questions.length > 0)
      await advance(this.ledger, id, new Date(), {
        exposures: step.questions.map((question) => ({ question, exposed: [] })),
      }).then((next) => this.bring(id, next));
  }

  private async letGo(): Promise<void> {
    for (const hold of this.holds) {
      await this.release(hold, hold.undecided).catch((error: unknown) => {
        if (!(error instanceof Problem && ['hold-closed', 'invalid-request'].includes(error.code)))
          throw error;
      });
      await this.allHome();
    }
    for (const { id } of this.holds) expect((await this.ledger.getHold(id))!.state).toBe('closed');
    for (const [name, system] of this.at.systems)
      expect([name, (await system.lot(this.lot)).held]).toEqual([name, '0']);
    expect(await this.free()).toBe(PIECES);
  }

  /** No gate and no system that is said to contain the lot has more free than what no hold covers. */
  private async check(): Promise<void> {
    const decided = this.covered(({ undecided }) => undecided);
    for (const hold of this.holds) hold.gated = await this.gatedOf(hold.id);
    const gated = this.covered((hold) => hold.gated);
    expect(await this.free()).toBeLessThanOrEqual(PIECES - gated);
    const targets = this.holds.length === 0 ? [] : await this.contained();
    for (const system of targets) {
      const free = await this.freeIn(system);
      if (free > PIECES - decided)
        throw new Error(`${system} has ${free} of ${this.lot} free, and ${decided} of ${PIECES} are covered`);
    }
  }

  private covered(keeps: (hold: Placed) => number): number {
    return mostKept(this.holds.map((hold) => ({ over: hold.over, keeps: keeps(hold) })));
  }

  private async gatedOf(id: string): Promise<number> {
    const [account] = (await this.ledger.getHold(id))!.lots;
    return Number(account!.undecided) + Number(account!.pending);
  }

  /** Systems that were observed at the newest generation of what is wanted of them. */
  private async contained(): Promise<string[]> {
    const { targets } = (await this.ledger.getHold(this.holds.at(-1)!.id))!;
    return targets
      .filter(
        ({ subject, generation, observedGeneration }) =>
          subject.kind === 'lot' && generation === observedGeneration,
      )
      .map(({ system }) => system)
      .filter((system) => this.at.systems.has(system));
  }

  private async freeIn(name: string): Promise<number> {
    const system = this.at.systems.get(name)!;
    const { quantity, held } = await system.lot(this.lot);
    return Number(quantity) - Number(held) - (name === 'wms' ? await this.offShelf(system) : 0);
  }

  private async offShelf(wms: TestSystem): Promise<number> {
    const { body } = await wms.post<{ inventory: { offShelf: string }[] }>('/inventory-queries', {
      lots: [this.lot],
    });
    return Number(body.inventory[0]!.offShelf);
  }

  private async free(): Promise<number> {
    const question = {
      lot: this.lot,
      plant: 'lyon',
      action: 'ship',
      purpose: 'sale',
      quantity: null,
      to: null,
      order: null,
      customer: null,
    } as const;
    return Number((await this.ledger.releasability(question, null, new Date())).releasableQuantity.value);
  }
}
