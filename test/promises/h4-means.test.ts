import type { Topology } from '../../contracts/topology';
import { adapterOf } from '../adapters/sandbox/ask';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { sandbox } from '../sandbox/start';
import { LotUnderHolds, type Systems } from './h4/means';
import { mostKept } from './h4/pieces';
import { Random } from './h4/random';

/** Repeat a run with the seed that it printed. */
const SEED = Number(process.env.INTERLOCK_H4_SEED ?? 2_026);
const LOTS = 6;
const ACTIONS = 10;

/** The systems that hold material, each by a means of its own. */
const NAMES = ['erp', 'wms', 'mes-lyon'];
const topology = (): Topology => {
  const demo = demoTopology();
  return {
    ...demo,
    systems: Object.fromEntries(Object.entries(demo.systems).filter(([name]) => NAMES.includes(name))),
  };
};

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger(topology());
});
afterAll(() => open.close());

async function start(): Promise<Systems> {
  const erp = await sandbox('erp');
  const wms = await sandbox('wms', null, 'move');
  const mes = await sandbox('mes', null, 'flag');
  return {
    systems: new Map([
      ['erp', erp],
      ['wms', wms],
      ['mes-lyon', mes],
    ]),
    adapters: new Map([
      ['erp', adapterOf('erp', erp)],
      ['wms', adapterOf('wms', wms, 2_000, { means: 'move' })],
      ['mes-lyon', adapterOf('mes', mes, 2_000, { means: 'flag' })],
    ]),
  };
}

describe('H4 over systems that block a quantity, know a flag, or move stock', () => {
  it('H4 what holds may keep between them, whichever pieces each keeps', () => {
    const hold = (keeps: number, ...over: number[]) => ({ over: new Set(over), keeps });
    expect(mostKept([hold(2, 1, 2), hold(2, 1, 2)])).toBe(2);
    expect(mostKept([hold(1, 1, 2), hold(1, 1, 2)])).toBe(2);
    expect(mostKept([hold(2, 1, 2, 3), hold(1, 1), hold(1, 2)])).toBe(3);
  });

  it(`H4 none has more free than what no hold covers, and closing one frees nothing of another's (seed ${SEED})`, async () => {
    const at = await start();
    for (let lot = 0; lot < LOTS; lot++) {
      const under = new LotUnderHolds(open.ledger, new Random(SEED + lot), `PIN-10:M-${SEED + lot}`, at);
      await under.live(ACTIONS).catch((error: unknown) => {
        throw new Error(`seed ${SEED + lot}`, { cause: error });
      });
    }
  }, 1_800_000);
});
