import { NEW, OLD, pins, type RevisionKind, revise, STAGED, WORDS } from './revision-lines';
import { sandbox } from './start';

const KINDS = Object.keys(WORDS) as RevisionKind[];

describe.each(KINDS)('%s: two revisions of an item', (kind) => {
  it('the next one lies ready, is taken back, and is activated; a restart changes nothing', async () => {
    const system = await sandbox(kind);
    expect(await revise(system, kind, 'stage')).toEqual({ subject: 'PIN-10@lyon', done: true, active: 'B' });
    await system.restart();
    expect(await pins(system)).toEqual(STAGED);
    await revise(system, kind, 'undo');
    expect(await pins(system)).toEqual(OLD);
    await revise(system, kind, 'stage');
    expect(await revise(system, kind, 'activate')).toMatchObject({ done: true, active: 'C' });
    expect(await revise(system, kind, 'activate')).toMatchObject({ done: true });
    await system.restart();
    expect(await pins(system)).toEqual(NEW);
    expect(await revise(system, kind, 'undo')).toMatchObject({ done: false, code: 'ALREADY_ACTIVE' });
    expect(await revise(system, kind, 'stage')).toMatchObject({ done: false, code: 'ALREADY_ACTIVE' });
  });

  it('a repeated key gets its first answer and does nothing', async () => {
    const system = await sandbox(kind);
    const once = { key: 'once', sequence: 1 };
    await revise(system, kind, 'stage', once);
    await revise(system, kind, 'undo');
    expect(await revise(system, kind, 'stage', once)).toMatchObject({ done: true });
    expect(await pins(system)).toEqual(OLD);
    expect(await system.effects()).toContainEqual(
      expect.objectContaining({
        key: 'once',
        operation: WORDS[kind].stage.slice(0, -1),
        calls: 2,
        effects: 1,
      }),
    );
  });

  it('what is late, outdated, out of sequence, of another change or elsewhere is refused', async () => {
    const system = await sandbox(kind);
    const refused = async (step: 'stage' | 'activate' | 'undo', changes: object, code: string) =>
      expect(await revise(system, kind, step, changes)).toMatchObject({ done: false, code });
    await refused('activate', {}, 'NOT_STAGED');
    await refused('stage', { replaces: 'A' }, 'REVISION_SEQUENCE');
    await refused('stage', { revision: 'B' }, 'REVISION_SEQUENCE');
    await refused('stage', { plant: 'nowhere' }, 'NOT_AT_PLANT');
    await refused('stage', { expiresAt: new Date(Date.now() - 1).toISOString() }, 'EXPIRED');
    await revise(system, kind, 'stage');
    await refused('undo', { sequence: 0 }, 'OUTDATED');
    await refused('stage', { change: 'ECO-9' }, 'STAGED_BY_OTHER');
    await refused('activate', { change: 'ECO-9' }, 'NOT_STAGED');
    await refused('activate', { revision: 'D' }, 'NOT_STAGED');
    expect(await revise(system, kind, 'undo', { change: 'ECO-9' })).toMatchObject({ done: true });
    expect(await pins(system)).toEqual(STAGED);
  });

  it('an undo of what never was is done, and what is asked late after it is outdated', async () => {
    const system = await sandbox(kind);
    const early = { sequence: 1 };
    expect(await revise(system, kind, 'undo')).toMatchObject({ done: true });
    expect(await revise(system, kind, 'undo', { item: 'GASKET-1' })).toMatchObject({ done: true });
    expect(await revise(system, kind, 'stage', early)).toMatchObject({ done: false, code: 'OUTDATED' });
    expect(await pins(system)).toEqual(OLD);
  });

  it('a query tells both, and whose; an item that is not kept is not known', async () => {
    const system = await sandbox(kind);
    await revise(system, kind, 'stage');
    const { list, query, content } = WORDS[kind];
    const { body } = await system.post<Record<string, object[]>>(`/${query}`, {
      [list]: [
        { item: 'PIN-10', plant: 'lyon' },
        { item: 'GASKET-1', plant: 'lyon' },
      ],
    });
    expect(body[list]).toMatchObject([
      {
        known: true,
        active: { revision: 'B', change: null },
        staged: { revision: 'C', change: 'ECO-1042', validFrom: '3001-01-01', ...kept(kind, content) },
      },
      { item: 'GASKET-1', known: false, active: null, staged: null },
    ]);
  });
});

/** An ERP keeps a routing without its instructions. */
const kept = (kind: RevisionKind, content: object): object =>
  kind === 'erp' ? { billOfMaterial: WORDS.erp.content.billOfMaterial } : content;

describe('the clock', () => {
  const LATER = '2027-03-01T12:00:00Z';

  it.each(['erp', 'mes', 'qms'] as const)('%s: takes a dated revision by itself, for good', async (kind) => {
    const system = await sandbox(kind);
    await revise(system, kind, 'stage', { validFrom: '2027-03-01' });
    await system.clock('2027-02-28T23:59:59Z');
    expect(await pins(system)).toEqual(STAGED);
    await system.clock(LATER);
    await system.restart();
    expect(await pins(system)).toEqual(NEW);
    await system.clock(null);
    expect(await pins(system)).toEqual(NEW);
    expect(await revise(system, kind, 'activate')).toMatchObject({ done: true });
  });

  it('a date that no clock reaches changes nothing; a PLM takes nothing by itself', async () => {
    const [erp, plm] = await Promise.all([sandbox('erp'), sandbox('plm')]);
    await revise(erp, 'erp', 'stage');
    await revise(plm, 'plm', 'stage', { validFrom: '2027-03-01' });
    await Promise.all([erp.clock(LATER), plm.clock(LATER)]);
    expect([await pins(erp), await pins(plm)]).toEqual([STAGED, STAGED]);
    await expect(erp.control('PUT', 'clock', { at: 'tomorrow' })).rejects.toThrow('400');
  });

  it('deadlines go by the machine', async () => {
    const erp = await sandbox('erp');
    await erp.clock('2999-01-01T00:00:00Z');
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    expect(await revise(erp, 'erp', 'stage', { expiresAt })).toMatchObject({ done: true });
  });
});

describe('what one kind refuses', () => {
  it('ERP: a material whose period is closed, laid ready or activated; taking back it lets pass', async () => {
    const erp = await sandbox('erp');
    const close = (reason: string | null) =>
      erp.post('/period-blocks', { item: 'PIN-10', plant: 'lyon', reason });
    await close('stocktaking');
    expect(await revise(erp, 'erp', 'stage')).toMatchObject({ done: false, code: 'PERIOD_BLOCKED' });
    await close(null);
    await revise(erp, 'erp', 'stage');
    await close('stocktaking');
    expect(await revise(erp, 'erp', 'activate')).toMatchObject({ done: false, code: 'PERIOD_BLOCKED' });
    expect(await revise(erp, 'erp', 'undo')).toMatchObject({ done: true });
  });

  it('ERP: told to round, it lays another BOM ready than was asked', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ round: 1, operations: ['planned-revision'] });
    await revise(erp, 'erp', 'stage');
    const { body } = await erp.post('/revision-queries', { materials: [{ item: 'PIN-10', plant: 'lyon' }] });
    expect(body).toMatchObject({
      materials: [{ staged: { billOfMaterial: [{ item: 'BAR-3', quantity: '0.1', unit: 'MTR' }] } }],
    });
  });

  it('MES: a work centre that it does not have, or none', async () => {
    const mes = await sandbox('mes');
    const at = (workCentres: string[]) =>
      revise(mes, 'mes', 'stage', {
        operations: [{ operation: '10', text: 'Turn', workCentres, instruction: null }],
      });
    expect(await at(['CNC-2', 'CNC-7'])).toMatchObject({ code: 'UNKNOWN_WORK_CENTRE' });
    expect(await at([])).toMatchObject({ code: 'NO_WORK_CENTRE' });
    expect(await at(['CNC-2'])).toMatchObject({ done: true });
  });

  it('QMS: a gauge that it does not have or may not use, a critical characteristic without limits', async () => {
    const qms = await sandbox('qms');
    const with_ = (changes: object) => {
      const { plan } = WORDS.qms.content;
      const [first] = plan!.characteristics;
      return revise(qms, 'qms', 'stage', { plan: { ...plan, characteristics: [{ ...first, ...changes }] } });
    };
    expect(await with_({ gauge: 'G-99' })).toMatchObject({ code: 'UNKNOWN_GAUGE' });
    expect(await with_({ gauge: 'G-13' })).toMatchObject({ code: 'GAUGE_NOT_FIT' });
    expect(await with_({ lower: null })).toMatchObject({ code: 'NO_LIMITS' });
    expect(await with_({ lower: null, critical: false })).toMatchObject({ done: true });
  });
});
