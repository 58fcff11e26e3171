import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SignedDenyList } from '../../contracts/deny-list';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { freeze } from './freeze';
import { ea, freshLot, gate, newLot, place, reached, release } from './material';
import { askPlantGate, degradedStack, listRenewed, plantState, SHORT_GRACE_SECONDS } from './plant-gate';

const CUT = [{ rule: 'line-cut' }];

describe("a plant's line to the enterprise is cut", () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await degradedStack();
  });
  afterEach(async () => {
    goOn();
    for (const plant of ['lyon', 'monterrey'])
      await eventually(async () => (await plantState(stack, plant)).line === 'whole');
  });

  /** Neither the API nor Temporal answers anybody, once the plants' lists are as of now. */
  async function cutLine(plant = 'lyon'): Promise<void> {
    await listRenewed(stack, plant);
    goOn = freeze(stack, 'api', 'temporal');
  }

  /** The enterprise gate's own answer; an API that a busy machine keeps from answering at once is a line that is cut. */
  const askThrough = (lot: string, action: 'ship' | 'consume' | 'move') =>
    eventually(async () => {
      const answer = await askPlantGate(stack, lot, { action });
      return answer.body.denyList === undefined && answer;
    });

  it('while it is whole, the enterprise gate answers, from the commit of a hold on', async () => {
    const lot = await freshLot(stack);
    for (const action of ['ship', 'consume', 'move'] as const)
      expect((await askThrough(lot, action)).body).toMatchObject({ action, releasable: true });
    const hold = await place(stack, [lot]);
    const { status, body } = await askThrough(lot, 'consume');
    expect([status, body.releasable, body.blockedBy]).toEqual([
      200,
      false,
      [{ hold: hold.id, reason: 'dimension' }],
    ]);
    expect((await askPlantGate(stack, lot, { plant: 'lyon' }, null)).status).toBe(401);
  });

  it('consume goes on, with the age of the list shown; ship and move do not', async () => {
    const lot = await freshLot(stack);
    await cutLine();
    const { status, headers, body } = await askPlantGate(stack, lot);
    expect(status).toBe(200);
    expect(body).toMatchObject({ lot, releasable: true, releasableQuantity: ea('100'), blockedBy: [] });
    expect(body.denyList).toMatchObject({ graceSeconds: 900, issuedAt: body.asOf });
    expect(Number(headers.get('age'))).toBe(Math.floor(body.denyList!.ageSeconds));
    expect((await plantState(stack)).line).toBe('cut');
    for (const question of [
      { action: 'ship' },
      { action: 'move' },
      { action: 'move', purpose: 'quarantine' },
      { action: 'consume', purpose: 'rework' },
    ] as const)
      expect((await askPlantGate(stack, lot, question)).body).toMatchObject({
        releasable: false,
        releasableQuantity: ea('0'),
        blockedBy: CUT,
      });
    expect((await askPlantGate(stack, lot, { quantity: '101' })).body.releasable).toBe(false);
  });

  it('what was held before is denied, within seconds of its hold; what is unknown too', async () => {
    const lots = [await freshLot(stack), await freshLot(stack)];
    await listRenewed(stack);
    const hold = await place(stack, lots);
    await cutLine();
    for (const lot of lots)
      expect((await askPlantGate(stack, lot)).body).toMatchObject({
        releasable: false,
        blockedBy: [{ hold: hold.id, reason: 'dimension' }],
      });
    expect((await askPlantGate(stack, newLot())).body).toMatchObject({
      releasable: false,
      blockedBy: [{ rule: 'unknown-lot' }],
    });
  });

  it('callers are told apart, and what they ask is checked, as by the API', async () => {
    const lot = await freshLot(stack);
    await cutLine();
    const answers = await Promise.all([
      askPlantGate(stack, lot, {}, null),
      askPlantGate(stack, lot, {}, 'ilk_of-nobody'),
      askPlantGate(stack, lot, { quantity: 'much' }),
      askPlantGate(stack, lot, { unit: 'KGM' }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'unauthenticated'],
      [401, 'unauthenticated'],
      [422, 'invalid-request'],
      [422, 'unit-mismatch'],
    ]);
  });

  it('after the grace nothing goes', async () => {
    const lot = await freshLot(stack, '100', 'monterrey');
    const ask = async () => (await askPlantGate(stack, lot, { plant: 'monterrey' })).body;
    // On a busy machine the grace may be over before the first answer: then the line is cut once more.
    await eventually(async () => {
      goOn();
      await cutLine('monterrey');
      return (await ask()).releasable;
    });
    const late = await eventually(async () => {
      const answer = await ask();
      return !answer.releasable && answer;
    });
    expect(late.blockedBy).toEqual(CUT);
    expect(late.denyList!.ageSeconds).toBeGreaterThan(SHORT_GRACE_SECONDS);
    goOn();
    await eventually(async () => (await ask()).releasable);
  });

  it('a worker that is started again meanwhile goes by the list that it kept', async () => {
    const lot = await freshLot(stack);
    await cutLine();
    const before = (await askPlantGate(stack, lot)).body.denyList!;
    await stack.kill('worker-lyon');
    const after = await eventually(async () => (await askPlantGate(stack, lot)).body);
    expect(after).toMatchObject({ releasable: true, asOf: before.issuedAt });
    expect(after.denyList).toMatchObject({ sequence: before.sequence, issuedAt: before.issuedAt });
  });

  it('a list that was altered on its disk is not believed', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await cutLine();
    expect((await askPlantGate(stack, lot)).body.blockedBy).toEqual([{ hold: hold.id, reason: 'dimension' }]);
    const path = join(stack.data, 'plants', 'lyon', 'deny-list.jws');
    const kept = readFileSync(path, 'utf8');
    const [head, , signature] = kept.split('.');
    const free = {
      ...payloadOf(kept),
      lots: [{ lot, unit: 'EA', quantity: '100', releasable: '100', blockedBy: [] }],
    };
    const forged = [head, Buffer.from(JSON.stringify(free)).toString('base64url'), signature].join('.');
    writeFileSync(path, forged);
    await stack.kill('worker-lyon');
    const { body } = await eventually(() => askPlantGate(stack, lot));
    expect(body).toMatchObject({ releasable: false, blockedBy: CUT });
    expect((await plantState(stack)).denyList).toBeNull();
  });

  it('when it is whole again, the enterprise gate answers as before', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    await cutLine();
    expect((await askPlantGate(stack, lot)).body.releasable).toBe(false);
    goOn();
    await release(stack, hold.id, lot);
    await reached(stack, hold.id, 'closed');
    await eventually(async () => (await askPlantGate(stack, lot, { action: 'ship' })).body.releasable);
    expect((await gate(stack, lot)).releasable).toBe(true);
  });

  it('a list is given to its plant and to administrators, and says little when nothing changed', async () => {
    const path = '/v1/plants/lyon/deny-list';
    const statuses = await Promise.all(
      (['plant-lyon', 'administrator', 'plant-monterrey', 'quality', 'partner', 'nobody'] as const).map(
        async (caller) => (await stack.api(caller).get(path)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 403, 403, 403, 401]);
    const first = payloadOf((await stack.api('plant-lyon').get<SignedDenyList>(path)).body.jws);
    expect(first).toMatchObject({ plant: 'lyon', lots: expect.any(Array) });
    const again = await stack.api('plant-lyon').get<SignedDenyList>(`${path}?known=${first.sequence}`);
    expect(payloadOf(again.body.jws)).toMatchObject({ sequence: first.sequence, lots: null });
    expect((await stack.api('administrator').get('/v1/plants/nowhere/deny-list')).status).toBe(404);
  });
});

const payloadOf = (jws: string) =>
  JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString()) as { sequence: number };
