import {
  askedOf,
  clearFaults,
  freshLot,
  getHold,
  heldIn,
  place,
  reached,
  release as releaseLot,
  taken,
} from '../stack/material';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { closeBooks, exceptionsOf, getException, openBooks, parked, refusedScrap, resolve } from './a4/queue';
import { clearUp, engineer, expectAgreement, reaches, release as releaseChange } from './e/change';
import { OPERATIONS } from './e/steps';

describe('A4 skip', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });
  afterEach(async () => {
    await openBooks(stack);
    await clearUp(stack);
  });

  it.each([
    ['qms', 'quality-notice', 'lot'],
    ['plm', 'problem-report', 'nonconformance'],
  ])('A4 a step that tidies is let be (%s %s)', async (system, operation, kind) => {
    await stack.control(system).faults({ status: 422, operations: [operation] });
    const lot = await freshLot(stack);
    const { id, transaction } = await place(stack, [lot]);
    const exception = await parked(stack, { transaction }, { system });
    expect(exception).toMatchObject({ system, subject: { kind } });
    taken(200, await resolve(stack, exception.id, 'skip', { reason: 'told by telephone' }));
    const target = (await getHold(stack, id)).targets.find(
      (one) => one.system === system && one.subject.kind === kind,
    );
    expect(target).toMatchObject({
      status: 'observed',
      note: 'skipped: told by telephone',
      exception: null,
    });
    await clearFaults(stack);
    await releaseLot(stack, id, lot);
    await reached(stack, id, 'closed');
    // What was skipped is never asked again; lifting a notice that was never set is a later ask.
    expect((await askedOf(stack, system, exception.subject!.id))[0]).toMatchObject({ effects: 0 });
    expect(await exceptionsOf(stack, { transaction })).toEqual([]);
  });

  const refuseSkip = async (id: string) => {
    const { resolutions } = await getException(stack, id);
    expect(resolutions).not.toContain('skip');
    expect(await resolve(stack, id, 'skip')).toMatchObject({
      status: 422,
      body: { code: 'resolution-not-possible', errors: [{ pointer: '/action' }] },
    });
    expect(await getException(stack, id)).toMatchObject({ id, state: 'open' });
  };

  it('A4 never what contains', async () => {
    await stack.control('erp').faults({ status: 422, operations: ['stock-block'] });
    const lot = await freshLot(stack);
    const { id, transaction } = await place(stack, [lot]);
    const exception = await parked(stack, { transaction }, { system: 'erp' });
    expect(exception.resolutions).not.toContain('withdraw');
    await refuseSkip(exception.id);
    await clearFaults(stack);
    await reached(stack, id, 'effective');
    expect(await heldIn(stack, 'erp', lot)).toBe('100');
  });

  it('A4 never what disposes', async () => {
    await closeBooks(stack);
    await refuseSkip((await refusedScrap(stack)).exception.id);
  });

  it.each([
    ['stages', OPERATIONS.qms.stage, 'staging'],
    ['activates', OPERATIONS.qms.activate, 'activating'],
  ] as const)('A4 never what %s', async (_, operation, state) => {
    await stack.control('qms').faults({ status: 422, operations: [operation] });
    const { id } = await releaseChange(stack, await engineer(stack, ['BAR-3']));
    const change = await reaches(stack, id, state);
    await refuseSkip((await parked(stack, change, { system: 'qms' })).id);
    await clearFaults(stack);
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
  });
});
