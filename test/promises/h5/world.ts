import type { Pool } from 'pg';
import type { CloudEvent } from '../../../contracts/inbound';
import { Problem } from '../../../contracts/problem';
import type { Ledger } from '../../../ledger';
import { holdRequest, place } from '../../ledger/requests';
import { LOTS, type Deed, type Step } from './plot';

/** One plot on the real ledger, under names of its own. */
export class World {
  private readonly holds: string[] = [];

  constructor(
    private readonly ledger: Ledger,
    private readonly pool: Pool,
    private readonly name: string,
  ) {}

  async take(step: Step): Promise<void> {
    if (step.what === 'tell') return this.tell(step);
    const lots = [...new Set(step.lots)].map((lot) => this.lot(lot));
    const { id } = await insistently(() => place(this.ledger, holdRequest(lots)));
    this.holds.push(id);
  }

  async edges(): Promise<string[]> {
    const found = await this.pool.query<{ parent: string; child: string }>({
      name: 'h5-edges',
      text: 'select distinct parent, child from genealogy where parent = any($1)',
      values: [this.lots()],
    });
    return found.rows.map(({ parent, child }) => `${this.number(parent)}>${this.number(child)}`).sort();
  }

  /** Edges with all that they say, but for when they were recorded. */
  async graph(): Promise<string[]> {
    const found = await this.pool.query<Record<string, string>>({
      name: 'h5-graph',
      text: 'select parent, child, trim_scale(quantity)::text as quantity, (joined is not null)::text as joined from genealogy where parent = any($1)',
      values: [this.lots()],
    });
    return found.rows
      .map(({ parent, child, quantity, joined }) =>
        [this.number(parent!), this.number(child!), quantity, joined].join(' '),
      )
      .sort();
  }

  async covered(): Promise<string[]> {
    const found = await this.pool.query<{ hold: string; lot: string }>({
      name: 'h5-covered',
      text: "select hold, lot from hold_lot join hold on hold.id = hold_lot.hold where hold = any($1) and covers and hold.state <> 'closed'",
      values: [this.holds],
    });
    return found.rows.map(({ hold, lot }) => `${this.holds.indexOf(hold)}:${this.number(lot)}`).sort();
  }

  private async tell(step: Step & { what: 'tell' }): Promise<void> {
    const event: CloudEvent = {
      specversion: '1.0',
      id: `${this.name}-${step.event}`,
      source: 'mes-lyon',
      time: instant(step.deed.hour),
      ...this.telling(step.deed, step.isReversal),
    };
    await insistently(() => this.ledger.receiveEvent('mes-lyon', event, new Date()));
  }

  private telling(deed: Deed, isReversal: boolean): Pick<CloudEvent, 'type' | 'data'> {
    const { kind, order, operation, hour } = deed;
    const [into, out] = [deed.in, deed.out].map((lots) =>
      lots.map((lot) => ({ lot: this.lot(lot), quantity: { value: '2', unit: 'EA' } })),
    );
    if (kind !== 'consumed')
      return { type: `mes.lot.${kind}.v1`, data: { plant: 'lyon', from: into, to: out } };
    return {
      type: isReversal ? 'mes.material.reversed.v1' : 'mes.material.consumed.v1',
      data: {
        plant: 'lyon',
        order: `PO-${this.name}-${order}`,
        operation,
        workCentre: order === 0 ? 'ASM-1' : 'CNC-2',
        occurredAt: instant(hour),
        consumed: into,
        produced: out,
      },
    };
  }

  private lots(): string[] {
    return Array.from({ length: LOTS }, (_, lot) => this.lot(lot));
  }
  private lot(number: number): string {
    return `PIN-10:${this.name}-${number}`;
  }
  private number(lot: string): number {
    return Number(lot.slice(lot.lastIndexOf('-') + 1));
  }
}

const instant = (hour: number) => new Date(Date.UTC(2026, 10, 3, hour)).toISOString();

/** Who lost against others for a whole second asks again, as callers of the API do. */
async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'contended')) throw error;
    }
}
