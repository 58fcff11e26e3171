import { Client } from 'pg';
import type { Baseline } from '../../contracts/baseline';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';
import { countRows } from './ledger';
import { ea, place, taken } from './material';

const PLANT = 'monterrey';
/** More than a page of each system. */
const LOTS = Array.from({ length: 520 }, (_, at) => `PIN-10:T-${String(at).padStart(4, '0')}`);
const SLOW = {
  latencyMs: 400,
  operations: ['stock-page', 'production-order-page', 'inventory-page', 'lot-page', 'production-page'],
};
const LOADED = ['erp', 'wms', 'mes-monterrey'];

describe('A plant goes live', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  const current = async () =>
    taken(200, await stack.api('auditor').get<Baseline>(`/v1/plants/${PLANT}/baseline`));
  /** Pages that were taken so far. */
  const pagesOf = ({ systems }: Baseline) => systems.reduce((sum, one) => sum + one.pages, 0);

  /** What the ledger has of each lot at the plant. */
  async function ledgerStock(): Promise<Record<string, string>> {
    const client = new Client({ connectionString: stack.description().postgres });
    await client.connect();
    try {
      const found = await client.query<{ lot: string; quantity: string }>(
        'select lot, trim_scale(sum(quantity))::text as quantity from stock where plant = $1 group by lot',
        [PLANT],
      );
      return Object.fromEntries(found.rows.map(({ lot, quantity }) => [lot, quantity]));
    } finally {
      await client.end();
    }
  }

  it('though every process is killed while it is loaded and its ERP goes on telling, sums are the systems’ own', async () => {
    const held = LOTS[500]!;
    const hold = await place(stack, [held]);
    const lots = LOTS.map((lot, at) => ({ lot, plant: PLANT, quantity: ea(String(at + 1)) }));
    for (const system of LOADED) {
      await stack.control(system).faults(SLOW);
      await stack.control(system).addLots(lots);
    }
    const { id } = taken(
      202,
      await stack.api('administrator').post<Baseline>(`/v1/plants/${PLANT}/baseline`, {}),
    );
    let before = 0;
    for (const victim of ['worker-enterprise', 'postgres', 'worker-monterrey', 'api']) {
      // Every page may be there before it is over.
      await eventually(async () => {
        const seen = await current();
        return pagesOf(seen) > before || seen.state === 'finished';
      });
      await stack.kill(victim);
      const now = await eventually(current);
      before = pagesOf(now);
      if (now.state === 'finished') break;
    }
    for (const system of LOADED) await stack.control(system).faults({});
    const over = await eventually(async () => {
      const now = await current();
      return now.state === 'finished' && now;
    });
    expect(over).toMatchObject({ id, findings: [] });

    const erp = await stack.control('erp').state();
    const own = Object.entries(erp.lots as Record<string, { plant?: string; quantity: string }>).filter(
      ([, { plant }]) => plant === PLANT,
    );
    expect(own.length).toBeGreaterThan(LOTS.length);
    // What the ERP tells late is of what a page has had already, and is not counted twice.
    const told = () =>
      countRows(stack, "inbound where type = 'erp.lot.received.v1' and event->'data'->>'lot' like $1", [
        'PIN-10:T-%',
      ]);
    await eventually(async () => (await told()) === LOTS.length);
    expect(await ledgerStock()).toMatchObject(
      Object.fromEntries(own.map(([lot, { quantity }]) => [lot, quantity])),
    );
    const shown = taken(
      200,
      await stack.api('auditor').get<{ lots: object[] }>(`/v1/quality-holds/${hold.id}`),
    );
    expect(shown.lots).toMatchObject([{ lot: held, quantity: '501', undecided: '501' }]);
  });
});
