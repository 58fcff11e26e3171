import { randomUUID } from 'node:crypto';
import type { HoldRequest } from '../../contracts/hold';
import type { Topology } from '../../contracts/topology';
import { createPool, Ledger, type Pool } from '../../ledger';
import { spreadOf, type Spread } from '../percentiles';
import { buildGraph, lotOf, lotsOf, type Shape } from './graph';

const BENCH = { id: 'bench', name: 'Bench' };
const TRACES = 20;
const HOLDS = 5;

/** Milliseconds each. */
export interface GraphFigures {
  readonly lots: number;
  readonly edges: number;
  /** How many lots a trace or a hold of one lot of the first layer reaches, on average. */
  readonly reached: number;
  readonly forward: Spread;
  /** From a lot of the last layer. */
  readonly backward: Spread;
  readonly hold: Spread;
  /** One consumption that links all that a lot of the first layer became to a held lot. */
  readonly lateLink: Spread;
}

export async function measureGraph(url: string, topology: Topology, shape: Shape): Promise<GraphFigures> {
  const pool = createPool(url, 4, 'bench');
  const ledger = new Ledger(pool, topology, { temporalUi: '', namespace: '' });
  try {
    const edges = await buildGraph(url, shape);
    const [first, last] = [0, shape.layers - 1];
    // The first use of a connection plans its statements.
    await ledger.genealogy(lotOf(first, 0), 'forward');
    await ledger.genealogy(lotOf(last, 0), 'backward');
    const forward = await each(TRACES, (index) => ledger.genealogy(lotOf(first, index), 'forward'));
    const backward = await each(TRACES, (index) => ledger.genealogy(lotOf(last, index), 'backward'));
    await placeHold(ledger, lotOf(last, 0));
    const hold = await each(HOLDS, (index) => placeHold(ledger, lotOf(first, TRACES + index)));
    const lateLink = await each(HOLDS, (index) =>
      link(ledger, lotOf(last, 0), lotOf(first, 2 * TRACES + index)),
    );
    return {
      lots: lotsOf(shape),
      edges,
      reached: await reached(pool),
      forward,
      backward,
      hold,
      lateLink,
    };
  } finally {
    ledger.changes.close();
    await pool.end();
  }
}

async function each(times: number, work: (index: number) => Promise<unknown>): Promise<Spread> {
  const took: number[] = [];
  for (let index = 0; index < times; index++) {
    const from = performance.now();
    await work(index);
    took.push(performance.now() - from);
  }
  return spreadOf(took);
}

function placeHold(ledger: Ledger, lot: string): Promise<unknown> {
  const request: HoldRequest = {
    nonconformance: null,
    plant: 'lyon',
    scope: { lots: [{ lot }] },
    reason: { code: 'bench', text: 'measured' },
    severity: 'minor',
    releaseCondition: null,
  };
  const keyed = { caller: 'bench', route: 'bench', key: randomUUID(), bodyHash: '' };
  return ledger.idempotent(keyed, async (tx) => ({
    status: 201,
    body: (await ledger.placeHold(tx, request, BENCH, new Date())).id,
  }));
}

const link = (ledger: Ledger, held: string, lot: string): Promise<unknown> =>
  ledger.receiveEvent(
    'mes-lyon',
    {
      specversion: '1.0',
      id: randomUUID(),
      source: 'mes-lyon',
      type: 'mes.material.consumed.v1',
      data: {
        plant: 'lyon',
        order: `PO-LATE-${lot}`,
        occurredAt: '2026-02-01T00:00:00Z',
        consumed: [{ lot: held, quantity: { value: '1', unit: 'EA' } }],
        produced: [{ lot, quantity: { value: '1', unit: 'EA' } }],
      },
    },
    new Date(),
  );

/** Lots under each of the measured holds: those that hold more than one. */
async function reached(pool: Pool): Promise<number> {
  const found = await pool.query<{ lots: number }>(
    'select round(avg(lots))::integer as lots from (select count(*) as lots from hold_lot join hold on hold.id = hold_lot.hold group by hold.id order by min(placed_at) offset 1) held',
  );
  return found.rows[0]!.lots;
}
