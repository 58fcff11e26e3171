import type { SystemRole } from '../../../contracts/topology';
import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, context, free, hold } from './ask';

const LOT = 'PIN-10:L-0417';
const SYSTEMS: SystemRole[] = ['erp', 'mes', 'wms', 'qms'];

describe.each(SYSTEMS)('%s: a lot', (role) => {
  const start = async (timeoutMs?: number) => {
    const system = await sandbox(role);
    return { system, effect: adapterOf(role, system, timeoutMs).effects.lot! };
  };

  it('is held and read back, with what stood before', async () => {
    const { system, effect } = await start();
    const { answer, observation } = await bring(effect, hold(LOT));
    expect(answer).toEqual({ target: `target-of-${LOT}`, outcome: 'acknowledged', prior: 'inspection' });
    expect(observation).toMatchObject({
      subject: { kind: 'lot', id: LOT },
      state: 'held',
      quantity: '70',
      onHand: '70',
      native: 'inspection',
      cannotEnforce: null,
      evidence: expect.stringContaining('QH-1'),
    });
    expect(await system.lot(LOT)).toMatchObject({ held: '70' });
  });

  it('is held in part, and freed to what stood before or stricter', async () => {
    const { effect } = await start();
    const part = await bring(effect, hold(LOT, { whole: false, desired: { state: 'held', quantity: '30' } }));
    expect(part.observation).toMatchObject({ state: 'held', quantity: '30', onHand: '70' });
    const freed = await bring(effect, free(LOT, { restore: 'expired' }));
    expect(freed.observation).toMatchObject({ state: 'free', quantity: '0', native: 'expired' });
  });

  it('is held as a whole for a part by serials, and says so', async () => {
    const { effect } = await start();
    const held = hold(LOT);
    const parts = [{ hold: 'QH-1', by: { serials: ['PIN-10:SN-1'] } }];
    const { observation } = await bring(effect, { ...held, detail: { ...held.detail, parts } });
    expect(observation).toMatchObject({
      quantity: '70',
      evidence: expect.stringContaining('the whole lot, of which it tells no serials') as unknown,
    });
  });

  it('that is not known is noted, and reads back as held; one never asked about is unknown', async () => {
    const { effect } = await start();
    const { answer, observation } = await bring(effect, hold('PIN-10:L-0999'));
    expect(answer).toMatchObject({ outcome: 'acknowledged', prior: null });
    expect(observation).toMatchObject({ state: 'held', quantity: null, onHand: null, native: null });
    const [never] = await effect.observe([hold('PIN-10:L-0998')], context);
    expect(never).toMatchObject({ state: 'unknown', quantity: null });
    const freed = await bring(effect, free('PIN-10:L-0999'));
    expect(freed.observation).toMatchObject({ state: 'free' });
  });

  it('is not freed past the deadline, nor under an older token', async () => {
    const { effect } = await start();
    const newest = hold(LOT);
    const older = newest.token - 1;
    await bring(effect, newest);
    const late = await bring(effect, free(LOT, { deadline: new Date(Date.now() - 1).toISOString() }));
    expect(late).toMatchObject({
      answer: { outcome: 'rejected', code: 'EXPIRED' },
      observation: { state: 'held' },
    });
    const outdated = await bring(effect, free(LOT, { token: older }));
    expect(outdated).toMatchObject({
      answer: { outcome: 'rejected', code: 'OUTDATED' },
      observation: { state: 'held' },
    });
  });

  it('a lie is found by reading back', async () => {
    const { system, effect } = await start();
    await system.faults({ lie: 1 });
    const { answer, observation } = await bring(effect, hold(LOT));
    expect(answer).toMatchObject({ outcome: 'acknowledged' });
    expect(observation).toMatchObject({ state: 'free', quantity: '0' });
  });

  it('an answer that was dropped is found by reading back, and asking again does nothing more', async () => {
    const { system, effect } = await start();
    const asked = hold(LOT);
    await system.faults({ dropAfterEffect: 1 });
    await expect(effect.ask([asked], context)).rejects.toMatchObject({ failure: 'unknown-outcome' });
    await system.faults({});
    expect(await effect.observe([asked], context)).toMatchObject([{ state: 'held' }]);
    expect(await effect.ask([asked], context)).toMatchObject([
      { outcome: 'acknowledged', prior: 'inspection' },
    ]);
    expect(await system.effects()).toMatchObject([{ key: asked.key, subject: LOT, calls: 2, effects: 1 }]);
  });

  it.each([
    [{ down: true }, 'retryable', 'ECONNREFUSED'],
    [{ status: 503 }, 'retryable', 'HTTP_503'],
    [{ status: 429, retryAfter: 1 }, 'retryable', 'HTTP_429'],
    [{ status: 500 }, 'unknown-outcome', 'HTTP_500'],
    [{ status: 403 }, 'misconfigured', 'HTTP_403'],
    [{ latencyMs: 60_000 }, 'unknown-outcome', 'TIMEOUT'],
  ])('%j is %s (%s)', async (faults, failure, code) => {
    // Only a call that hangs is to come to its limit, however slow the machine.
    const { system, effect } = await start('latencyMs' in faults ? 200 : undefined);
    await system.faults(faults);
    await expect(effect.ask([hold(LOT)], context)).rejects.toMatchObject({ failure, code, system: role });
  });

  it('200 are asked and read in one call each', async () => {
    const { system, effect } = await start();
    const lots = Array.from({ length: 200 }, (_, index) => `PIN-10:B-${index}`);
    await system.addLots(...lots);
    const asks = lots.map((lot) => hold(lot));
    expect(effect.batch).toBeGreaterThanOrEqual(200);
    expect((await effect.ask(asks, context)).map(({ target }) => target)).toEqual(
      asks.map(({ target }) => target),
    );
    const observed = await effect.observe(asks, context);
    expect(observed.map(({ subject, state, quantity }) => [subject.id, state, quantity])).toEqual(
      lots.map((lot) => [lot, 'held', '100']),
    );
  });
});
