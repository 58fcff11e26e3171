import type { Running } from '../../config/running-topology';
import type { Topology } from '../../contracts/topology';
import { Problem } from '../../contracts/problem';
import type { Ledger } from '../../ledger';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, receiveLot } from './requests';

const NOW = new Date('2026-11-03T06:40:00Z');
const LOT = 'PIN-10:T-1';

let open: OpenLedger;
let ledger: Ledger;
let running: Running;
beforeEach(async () => {
  open = await openLedger();
  ledger = open.ledger;
  running = { version: 0, document: { text: 'the file', variables: {} }, topology: demoTopology() };
});
afterEach(() => open.close());

/** The demo's topology, changed. */
function changed(change: (topology: Topology) => void): Running {
  const topology = demoTopology();
  change(topology);
  return { version: 0, document: { text: 'another', variables: { A: 'b' } }, topology };
}
const apply = (next: Running, from = running) =>
  keyed(ledger, (tx) => ledger.topologies.apply(tx, from, next, PERSON, NOW));
const hold = () => place(ledger, holdRequest([LOT]), NOW);
const withSecondMes = changed((topology) => {
  topology.systems['mes-2'] = { ...topology.systems['mes-lyon']! };
});

describe('the topology in the ledger', () => {
  it('is versioned, with who applied it, and told in audit and event log', async () => {
    expect(await ledger.topologies.newest()).toBeNull();
    const { version, changes } = await apply(withSecondMes);
    expect(version).toMatchObject({
      version: 1,
      text: 'another',
      variables: { A: 'b' },
      by: { id: PERSON.id },
    });
    expect(changes).toMatchObject([{ kind: 'added', path: 'systems.mes-2', refused: null }]);
    expect(await ledger.topologies.newest()).toEqual(version);
    expect((await ledger.listAudit({ transaction: version.transaction!, limit: 9 })).items).toMatchObject([
      { action: 'topology.applied', from: { version: 0 }, to: { version: 1 } },
    ]);
    const { rows } = await open.pool.query(
      `select data from event where type = 'interlock.topology.applied.v1'`,
    );
    expect(rows).toMatchObject([{ data: { version: 1, changes: [{ path: 'systems.mes-2' }] } }]);
  });

  it('that was compared with an older one is refused', async () => {
    await apply(withSecondMes);
    await expect(apply(withSecondMes)).rejects.toMatchObject({ code: 'topology-outdated' });
    await apply(withSecondMes, { ...running, version: 1 });
    expect((await ledger.topologies.list({ limit: 1 })).items).toMatchObject([{ version: 2 }]);
  });

  it('with another system at a plant has what is held there held in it, too, in the same transaction', async () => {
    await receiveLot(ledger, LOT, '70', NOW);
    const { id } = await hold();
    const systems = async () =>
      (await ledger.getHold(id))?.targets.filter(({ required }) => required).map(({ system }) => system);
    expect(await systems()).not.toContain('mes-2');
    await apply(withSecondMes);
    expect(await systems()).toContain('mes-2');
    ledger.goBy(withSecondMes.topology);
    const other = await hold();
    expect(other.targets.map(({ system }) => system)).toContain('mes-2');
  });

  it('without a system that is asked something, or holds anything, is refused, and says what', async () => {
    await receiveLot(ledger, LOT, '70', NOW);
    const { id } = await hold();
    const next = changed((topology) => {
      topology.systems['mes-lyon-2'] = topology.systems['mes-lyon']!;
      delete topology.systems['mes-lyon'];
    });
    const refusal = await apply(next).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Problem);
    expect(refusal).toMatchObject({
      code: 'topology-refused',
      detail: expect.stringContaining(`systems.mes-lyon: under way: lot ${LOT}`),
    });
    const gone = changed((topology) => {
      delete topology.plants.lyon;
      delete topology.systems['mes-lyon'];
    });
    await expect(apply(gone)).rejects.toMatchObject({ detail: expect.stringContaining(`open holds: ${id}`) });
    expect(await ledger.topologies.newest()).toBeNull();
  });

  it('that gives a known item another unit, or is of another enterprise, is refused', async () => {
    await receiveLot(ledger, LOT, '70', NOW);
    const plan = (next: Running) => ledger.topologies.plan(running.topology, next.topology);
    const unit = changed((topology) => (topology.items['PIN-10']!.unit = 'KGM'));
    expect(await plan(unit)).toMatchObject([
      { path: 'items.PIN-10', fields: ['unit'], refused: expect.any(String) },
    ]);
    const other = changed((topology) => (topology.enterprise = 'southwing'));
    expect(await plan(other)).toMatchObject([{ path: 'enterprise', refused: expect.any(String) }]);
    const harmless = changed((topology) => (topology.systems.erp!.timeoutMs = 1_234));
    expect(await plan(harmless)).toMatchObject([
      { path: 'systems.erp', fields: ['timeoutMs'], refused: null },
    ]);
  });

  it('belongs to the environment of its first process, for ever', async () => {
    await ledger.topologies.claimEnvironment('test', NOW);
    await ledger.topologies.claimEnvironment('test', NOW);
    await expect(ledger.topologies.claimEnvironment('production', NOW)).rejects.toThrow(
      /This ledger is of environment "test", and this process of "production": give it the ledger of production/,
    );
  });

  it('shows which process goes by which version, and not those that are gone', async () => {
    const failure = { version: 2, text: 'no credential' };
    await ledger.topologies.report({ process: 'api/a/1', version: 1, failure }, NOW);
    await ledger.topologies.report(
      { process: 'api/b/2', version: 2, failure: null },
      new Date(NOW.getTime() - 60_000),
    );
    expect(await ledger.topologies.reports(NOW)).toEqual([
      { process: 'api/a/1', version: 1, at: NOW.toISOString(), failure },
    ]);
  });
});
