import type { EngineeringChange } from '../../contracts/engineering-change';
import type { Topology } from '../../contracts/topology';
import { passPivot } from '../../ledger/change/pivot';
import { coverage } from '../../ledger/transaction';
import { packageOf, requestPackage } from './change-requests';
import { Factory, rollOn } from './factory';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { keyed } from './requests';
import { DORA, QUENTIN, signAs } from './signatures';

const NOW = new Date('2026-11-03T06:40:00Z');
const after = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

function governed(): Topology {
  const topology = demoTopology();
  return { ...topology, signatures: { ...topology.signatures, changeActivation: true } };
}

let open: OpenLedger;
let factory: Factory;
beforeEach(async () => {
  open = await openLedger(governed());
  factory = new Factory();
});
afterEach(() => open.close());

const change = (...plants: string[]): Promise<EngineeringChange> =>
  requestPackage(
    open.ledger,
    packageOf(),
    {
      plants: plants.map((plant) => ({ plant, effectivity: { kind: 'immediate' as const } })),
      policy: plants.length > 1 ? 'all-or-nothing' : 'plant-by-plant',
    },
    NOW,
  );
const sign = (id: string, plant = 'lyon', now = NOW, signer = DORA) =>
  signAs(open.ledger, signer, 'activation', { type: 'change-activation', change: id, plant }, now);
const roll = (id: string, plant = 'lyon', now = NOW) => rollOn(open.ledger, factory, id, now, { plant });
const looks = async (id: string, plant: string) =>
  (await open.pool.query(`select from command where kind = 'look' and subject = $1`, [`${id}/${plant}`]))
    .rowCount;

it('a plant with everything staged waits, by name, until somebody has signed the change for it', async () => {
  const { id } = await change('lyon');
  expect(await roll(id)).toMatchObject({
    state: 'staged',
    waitsFor: 'an electronic signature of the change for lyon',
    wakeAt: null,
  });
  const before = await looks(id, 'lyon');
  const signature = await sign(id, 'lyon', after(1));
  expect(await looks(id, 'lyon')).toBe(before! + 1);
  expect(signature).toMatchObject({
    capacity: 'activation',
    signer: DORA,
    expiresAt: null,
    usedFor: `${id}/lyon`,
    record: { change: id, plant: 'lyon', items: [{ item: 'PIN-10', from: 'B', to: 'C' }] },
  });
  expect(await roll(id, 'lyon', after(1))).toMatchObject({ state: 'active', done: true });
  expect((await open.ledger.engineeringChanges.get(id))?.plants).toMatchObject([
    { signatures: [{ id: signature.id, signer: DORA }] },
  ]);
});

it('one that was signed beforehand does not wait, however long before', async () => {
  const { id } = await change('lyon');
  await sign(id);
  expect(await roll(id, 'lyon', after(2_000))).toMatchObject({ state: 'active' });
});

it('a signature for one plant is none for another, and under all-or-nothing each waits for all', async () => {
  const { id } = await change('lyon', 'monterrey');
  await sign(id);
  await roll(id);
  expect(await roll(id, 'monterrey')).toMatchObject({ waitsFor: expect.stringContaining('monterrey') });
  expect(await roll(id)).toMatchObject({
    state: 'staged',
    waitsFor: 'an electronic signature of the change for monterrey',
  });
  await sign(id, 'monterrey', NOW, QUENTIN);
  expect(await roll(id)).toMatchObject({ state: 'active' });
  expect(await roll(id, 'monterrey')).toMatchObject({ state: 'active' });
});

it('a change of what was signed voids the signature, and it is waited for another', async () => {
  const { id, transaction } = await change('lyon');
  const { id: signature } = await sign(id);
  await open.pool.query(
    `update change set package = jsonb_set(package, '{text}', '"another"') where id = $1`,
    [id],
  );
  expect(await roll(id)).toMatchObject({ state: 'staged', waitsFor: expect.stringContaining('signature') });
  expect(await open.ledger.signatures.get(signature)).toMatchObject({
    voided: { reason: 'the change is no longer what was signed' },
  });
  expect((await open.ledger.engineeringChanges.get(id))?.plants).toMatchObject([{ signatures: [] }]);
  const { items } = await open.ledger.listAudit({ transaction, limit: 100 });
  expect(items).toContainEqual(expect.objectContaining({ action: 'signature.voided', subject: signature }));
  await sign(id);
  expect(await roll(id)).toMatchObject({ state: 'active' });
});

it('of a signer who is revoked before the plant goes over is void', async () => {
  const { id } = await change('lyon');
  await sign(id);
  await keyed(open.ledger, (tx) => open.ledger.signatures.revoke(tx, DORA.id, 'badge lost', QUENTIN, NOW));
  expect(await roll(id)).toMatchObject({ state: 'staged' });
  await sign(id, 'lyon', NOW, QUENTIN);
  expect(await roll(id)).toMatchObject({ state: 'active' });
});

it('what has gone over, or does not go to the plant, is not signed', async () => {
  const { id } = await change('lyon');
  await expect(sign(id, 'monterrey')).rejects.toEqual(expect.objectContaining({ code: 'unknown-plant' }));
  await sign(id);
  await roll(id);
  await expect(sign(id)).rejects.toEqual(expect.objectContaining({ code: 'change-over' }));
});

it('the pivot itself asks for the signature, in the transaction that passes it', async () => {
  const { id } = await change('lyon');
  await roll(id);
  await open.pool.query('update change_plant set verify_since = $2 where change = $1', [id, NOW]);
  const pass = async () => {
    await coverage(open.pool, (tx) => passPivot(tx, governed(), id, 'lyon', NOW));
    return (await open.ledger.engineeringChanges.get(id))?.state;
  };
  expect(await pass()).toBe('staged');
  await sign(id);
  expect(await pass()).toBe('activating');
});
