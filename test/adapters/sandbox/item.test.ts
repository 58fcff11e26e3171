import type { RevisionAsk } from '../../../contracts/revision';
import type { SystemRole } from '../../../contracts/topology';
import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, context, item, revisionOf } from './ask';

const SYSTEMS: SystemRole[] = ['plm', 'erp', 'mes', 'qms'];
const CHANGE = 'ECO-1042';

interface State {
  readonly items: Record<string, { active: string; usable: string[]; staged: string | null }>;
}

describe.each(SYSTEMS)('%s: an item at a plant', (role) => {
  const start = async () => {
    const plm = await sandbox('plm');
    const system = role === 'plm' ? plm : await sandbox(role);
    const revision = await revisionOf(adapterOf('plm', plm), CHANGE);
    const effect = adapterOf(role, system).effects.item!;
    const state = async () => (await system.state<State>()).items['PIN-10@lyon'];
    return { system, revision, effect, state };
  };

  it('is staged, and changes nothing; is activated; each twice', async () => {
    const { effect, revision, state } = await start();
    const staging = item(revision, 'staged');
    for (const one of [staging, staging, item(revision, 'staged')])
      expect(await bring(effect, one)).toMatchObject({
        answer: { target: 'target-of-PIN-10@lyon', outcome: 'acknowledged', prior: null },
        observation: {
          subject: { kind: 'item', id: 'PIN-10@lyon' },
          state: 'staged',
          evidence: 'rev C staged for ECO-1042, valid from 3001-01-01',
        },
      });
    expect(await state()).toEqual({ active: 'B', usable: ['B'], staged: 'C' });
    const activating = item(revision, 'active');
    for (const one of [activating, activating, item(revision, 'active')])
      expect(await bring(effect, one)).toMatchObject({
        answer: { outcome: 'acknowledged' },
        observation: { state: 'active', evidence: 'rev C active, by ECO-1042' },
      });
    expect(await state()).toEqual({ active: 'C', usable: ['C'], staged: null });
  });

  it('is undone, though it never was staged; not once it is active', async () => {
    const { effect, revision, state } = await start();
    const never = await bring(effect, item(revision, 'undone'));
    expect(never).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'undone', evidence: 'rev B active' },
    });
    await bring(effect, item(revision, 'staged'));
    const undoing = item(revision, 'undone');
    for (const one of [undoing, undoing, item(revision, 'undone')])
      expect((await bring(effect, one)).observation).toMatchObject({ state: 'undone' });
    expect(await state()).toEqual({ active: 'B', usable: ['B'], staged: null });
    await bring(effect, item(revision, 'staged'));
    await bring(effect, item(revision, 'active'));
    expect(await bring(effect, item(revision, 'undone'))).toMatchObject({
      answer: { outcome: 'rejected', code: 'ALREADY_ACTIVE' },
      observation: { state: 'active' },
    });
  });

  it('is refused where another change has staged, out of sequence, unstaged, late and outdated', async () => {
    const { effect, revision } = await start();
    const refusal = async (asked: ReturnType<typeof item>) => {
      const [answer] = await effect.ask([asked], context);
      return answer?.outcome === 'rejected' ? answer.code : null;
    };
    expect(await refusal(item(revision, 'active'))).toBe('NOT_STAGED');
    expect(await refusal(item(withItem(revision, { from: 'C', to: 'D' }), 'staged'))).toBe(
      'REVISION_SEQUENCE',
    );
    expect(await refusal(item(withItem(revision, { item: 'GASKET-1' }), 'staged'))).toBe('NOT_AT_PLANT');
    const older = item(revision, 'undone').token;
    await bring(effect, item(revision, 'staged'));
    expect(await refusal(item(revision, 'undone', { token: older }))).toBe('OUTDATED');
    const deadline = new Date(Date.now() - 1).toISOString();
    expect(await refusal(item(revision, 'active', { deadline }))).toBe('EXPIRED');
    const other = { ...revision, change: 'ECO-9' };
    expect(await refusal(item(other, 'staged'))).toBe('STAGED_BY_OTHER');
    expect(await bring(effect, item(other, 'undone'))).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'undone', evidence: 'rev B active; rev C staged for ECO-1042' },
    });
  });

  it('that is not kept there is unknown, and has nothing to undo; a lie is found by reading back', async () => {
    const { system, effect, revision } = await start();
    const unknown = item(withItem(revision, { item: 'GASKET-1' }), 'staged');
    expect(await effect.observe([unknown], context)).toMatchObject([{ state: 'unknown' }]);
    expect(await bring(effect, item(withItem(revision, { item: 'GASKET-1' }), 'undone'))).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'undone' },
    });
    await system.faults({ lie: 1 });
    expect(await bring(effect, item(revision, 'staged'))).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'undone' },
    });
  });

  it('several are asked in one batch, to different states', async () => {
    const { effect, revision } = await start();
    await bring(effect, item(revision, 'staged'));
    const asks = [
      item(withItem(revision, { item: 'PLATE-7' }), 'undone'),
      item(revision, 'active'),
      item(withItem(revision, { item: 'BRACKET-100' }), 'active'),
    ];
    expect(await effect.ask(asks, context)).toMatchObject([
      { target: 'target-of-PLATE-7@lyon', outcome: 'acknowledged' },
      { target: 'target-of-PIN-10@lyon', outcome: 'acknowledged' },
      { target: 'target-of-BRACKET-100@lyon', outcome: 'rejected', code: 'NOT_STAGED' },
    ]);
    const observed = await effect.observe(asks, context);
    expect(observed.map(({ state }) => state)).toEqual(['undone', 'active', 'undone']);
  });
});

const withItem = (revision: RevisionAsk, changes: Partial<RevisionAsk['package']>): RevisionAsk => ({
  ...revision,
  package: { ...revision.package, ...changes },
});

describe('staged otherwise than asked', () => {
  it('a rounded BOM quantity is named by its line', async () => {
    const [plm, erp] = await Promise.all([sandbox('plm'), sandbox('erp')]);
    const revision = await revisionOf(adapterOf('plm', plm), CHANGE);
    const effect = adapterOf('erp', erp).effects.item!;
    await erp.faults({ round: 1 });
    expect(await bring(effect, item(revision, 'staged'))).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'different', evidence: 'BOM line BAR-3: 0.1 MTR instead of 0.06 MTR' },
    });
    await erp.faults({});
    expect((await bring(effect, item(revision, 'staged'))).observation).toMatchObject({ state: 'staged' });
  });

  it('a date other than asked is named', async () => {
    const [plm, qms] = await Promise.all([sandbox('plm'), sandbox('qms')]);
    const revision = await revisionOf(adapterOf('plm', plm), CHANGE);
    const effect = adapterOf('qms', qms).effects.item!;
    await bring(effect, item({ ...revision, validFrom: '2999-12-01' }, 'staged'));
    expect(await effect.observe([item(revision, 'staged')], context)).toMatchObject([
      { state: 'different', evidence: 'valid from 2999-12-01 instead of 3001-01-01' },
    ]);
  });
});
