import type { ChangeRequest } from '../../contracts/engineering-change';
import type { Ledger } from '../../ledger';
import { changeRequest, packageOf, request, requestPackage } from './change-requests';
import { Factory, rollOn } from './factory';
import { openLedger, type OpenLedger } from './open-ledger';
import { onlyException, resolve } from './parked';

/** Each test has a ledger of its own: all of them change the same pin. */
let open: OpenLedger;
let ledger: Ledger;
beforeEach(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterEach(() => open.close());

const NOW = new Date('2026-11-03T06:40:00Z');
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
/** How long a refused staging waits for a person, by the demo's topology. */
const PATIENCE_MS = 30_000;
const TARGET = 'erp/item/PIN-10@lyon';

/** A change of which the ERP refuses the staging at Lyon, after the steps of these plants. */
async function refused(...plants: readonly ChangeRequest['plants'][number]['plant'][]) {
  const factory = new Factory();
  factory.refuses.add(TARGET);
  const effectivity = { kind: 'immediate' } as const;
  const change = await requestPackage(
    ledger,
    packageOf(),
    { plants: plants.map((plant) => ({ plant, effectivity })) },
    NOW,
  );
  const at = (milliseconds: number, plant = 'lyon') =>
    rollOn(ledger, factory, change.id, after(milliseconds), { plant });
  for (const plant of plants) await at(0, plant);
  return { factory, at, change, exception: await onlyException(ledger, change.transaction) };
}

describe('A4 a staging that a system refuses', () => {
  it('waits for a person until its patience ends, and is then undone', async () => {
    const { factory, at, change } = await refused('lyon');
    expect(await at(PATIENCE_MS - 1)).toMatchObject({ state: 'staging' });
    expect(await at(PATIENCE_MS)).toMatchObject({ state: 'withdrawing' });
    factory.refuses.clear();
    expect(await at(3 * PATIENCE_MS)).toMatchObject({ state: 'withdrawn', openExceptions: 0 });
    expect((await ledger.engineeringChanges.get(change.id))!.findings).toMatchObject([
      { code: 'staging-refused' },
    ]);
  });

  it('is waited for anew when a person has it tried again, and goes on when it is mended', async () => {
    const { factory, at, exception } = await refused('lyon');
    await resolve(ledger, exception.id, 'retry', { now: after(PATIENCE_MS - 1) });
    await at(PATIENCE_MS - 1);
    expect(await at(2 * PATIENCE_MS - 2)).toMatchObject({ state: 'staging' });
    factory.refuses.clear();
    const { id } = await onlyException(ledger, exception.transaction);
    await resolve(ledger, id, 'retry', { now: after(2 * PATIENCE_MS - 2) });
    expect(await at(2 * PATIENCE_MS - 2)).toMatchObject({ state: 'active', openExceptions: 0 });
  });

  it('can be withdrawn at that plant alone', async () => {
    const { factory, at, change, exception } = await refused('lyon', 'monterrey');
    expect(exception).toMatchObject({
      plant: 'lyon',
      step: 'staged item',
      resolutions: ['retry', 'withdraw'],
    });
    factory.refuses.clear();
    await resolve(ledger, exception.id, 'withdraw', { now: after(1) });
    await at(2);
    expect((await ledger.engineeringChanges.get(change.id))!.plants).toMatchObject([
      { plant: 'lyon', state: 'withdrawn' },
      { plant: 'monterrey', state: 'active' },
    ]);
    expect(await ledger.getException(exception.id)).toMatchObject({ resolution: { action: 'withdraw' } });
  });
});

describe('A4 a PLM that does not give the package', () => {
  it('keeps every plant waiting, and is withdrawn from at all of them', async () => {
    const plants = ['lyon', 'monterrey'].map((plant) => ({
      plant,
      effectivity: { kind: 'immediate' } as const,
    }));
    const change = await request(ledger, changeRequest('ECO-T-1', { plants }), null, NOW);
    await ledger.engineeringChanges.escalateRollout(change.id, null, { system: 'plm' }, NOW);
    const { id } = await onlyException(ledger, change.transaction);
    await resolve(ledger, id, 'withdraw', { now: after(1) });
    expect((await ledger.engineeringChanges.get(change.id))!.plants).toMatchObject([
      { plant: 'lyon', state: 'withdrawn' },
      { plant: 'monterrey', state: 'withdrawn' },
    ]);
  });
});
