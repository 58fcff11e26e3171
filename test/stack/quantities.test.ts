import type { Disposition } from '../../contracts/disposition';
import type { Hold } from '../../contracts/hold';
import { add } from '../../domain/decimal';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { CONTAINING, dispose, ea, freshLot, getHold, persist, place, reached } from './material';

describe('H6 one long story on a running stack', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  const decide = (
    hold: string,
    lot: string,
    quantity: string,
    decision: Disposition['decision'],
  ): Promise<Disposition> =>
    persist((key) => dispose(stack, hold, lot, { quantity: ea(quantity), decision }, 'quality', key));
  /** People do at a system's screen what waits for them there. */
  const done = (system: string, path: string, body: object = {}) =>
    eventually(async () => (await atScreen(stack, system, path, body)) === 200);
  const accountOf = (hold: Hold, lot: string) => hold.lots.find((one) => one.lot === lot)!;
  const verified = (hold: string, { id }: Disposition) =>
    eventually(
      async () =>
        (await getHold(stack, hold)).dispositions.find((one) => one.id === id)?.state === 'verified',
    );
  /** What each system says of the lots: pieces, and how many of them are held. */
  const said = async (lots: readonly string[]) =>
    Object.fromEntries(
      await Promise.all(
        CONTAINING.map(async (system) => {
          const state = await stack.control(system).state();
          return [system, lots.map((lot) => [state.lots[lot]?.quantity, state.lots[lot]?.held])];
        }),
      ),
    );
  const everywhere = (lots: readonly (readonly [string, string])[]) =>
    Object.fromEntries(CONTAINING.map((system) => [system, lots]));

  it('H6 sums are exact in every system: scrapped, reworked into another lot, regraded, released, under two holds', async () => {
    const lot = await freshLot(stack);
    const [reworked, regraded] = [`${lot}-R`, `${lot}/GRADE-2`];
    const first = await place(stack, [lot]);
    const second = await place(stack, [lot]);
    await reached(stack, first.id, 'effective');

    const scrap = await decide(first.id, lot, '10', 'scrap');
    await done('erp', `/material-documents/${scrap.id}/confirmation`);
    const rework = await decide(first.id, lot, '20', 'rework');
    await done('mes-lyon', `/tasks/${rework.id}/completion`, { output: reworked });
    await done('qms', `/disposition-reports/${rework.id}/inspection`);
    const regrade = await decide(first.id, lot, '5', 'regrade');
    for (const one of [scrap, rework, regrade]) await verified(first.id, one);
    await decide(first.id, lot, '65', 'release');
    await reached(stack, first.id, 'closed');

    // The second hold has decided nothing: it holds what is left, and what became of the rest.
    const lots = [lot, reworked, regraded];
    const held = [
      ['65', '65'],
      ['20', '20'],
      ['5', '5'],
    ] as const;
    await eventually(async () => JSON.stringify(await said(lots)) === JSON.stringify(everywhere(held)));
    const before = await getHold(stack, second.id);
    expect(accountOf(before, lot)).toMatchObject({ undecided: '65', elsewhere: '35' });
    expect(accountOf(before, reworked)).toMatchObject({ undecided: '20' });
    expect(accountOf(before, regraded)).toMatchObject({ undecided: '5' });

    for (const [index, [quantity]] of held.entries())
      await decide(second.id, lots[index]!, quantity, 'release');
    await reached(stack, second.id, 'closed');
    const free = held.map(([quantity]) => [quantity, '0'] as const);
    expect(await said(lots)).toEqual(everywhere(free));
    for (const system of CONTAINING) {
      const state = await stack.control(system).state();
      const there = lots.map((one) => state.lots[one]!.quantity);
      expect([system, add(...there, state.lots[lot]!.scrapped)]).toEqual([system, '100']);
    }
  });
});
