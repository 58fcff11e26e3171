import { inbox } from './inbox';
import { pins, revise, STAGED } from './revision-lines';
import { sandbox } from './start';

interface Shown {
  readonly state: string;
  readonly affectedItems: { readonly item: string; readonly newest: string; readonly bom: object[] }[];
  readonly releasedComponents: object[];
}

describe('the PLM', () => {
  it('shows a change with what it knows of items and components, and documents as they are', async () => {
    const plm = await sandbox('plm');
    const { body } = await plm.get<Shown>('/changes/ECO-1043');
    expect(body).toMatchObject({
      state: 'approved',
      affectedItems: [{ item: 'PLATE-7', from: 'B', to: 'C', unit: 'EA', newest: 'C' }],
      releasedComponents: [{ item: 'SHEET-4', revision: 'B', unit: 'MTK' }],
    });
    const document = await plm.get<{ content: string }>('/documents/WI-PLATE-7-10-C');
    expect(document.body.content).toContain('edge radius of 0.4 mm');
    expect(await plm.get('/changes/ECO-1')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_CHANGE' } });
    expect(await plm.get('/documents/WI-1')).toMatchObject({ body: { code: 'UNKNOWN_DOCUMENT' } });
  });

  it('creates a change as another is shown, once, with its documents', async () => {
    const plm = await sandbox('plm');
    const { body: like } = await plm.get<Shown>('/changes/ECO-1042');
    const [affected] = like.affectedItems;
    const create = (changes: object) => plm.post('/changes', { ...like, id: 'ECO-2000', ...changes });
    const documents = [{ document: 'WI-NEW', content: 'Turn it.' }];
    expect(
      await create({ state: 'in work', documents, affectedItems: [{ ...affected, to: 'D' }] }),
    ).toMatchObject({ status: 200, body: { id: 'ECO-2000', state: 'in work' } });
    expect(await plm.get('/documents/WI-NEW')).toMatchObject({ body: { content: 'Turn it.' } });
    expect(await create({})).toMatchObject({ status: 409, body: { code: 'CHANGE_EXISTS' } });
    expect(
      await create({ id: 'ECO-2001', affectedItems: [{ ...affected, item: 'GASKET-1' }] }),
    ).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ITEM' } });
    // A change that brings a later revision makes this one's no longer the newest.
    expect(await plm.get('/changes/ECO-1042')).toMatchObject({ body: { affectedItems: [{ newest: 'D' }] } });
  });

  it('announces approval and withdrawal; what is withdrawn may be approved again', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const plm = await sandbox('plm', webhook);
    const plants = ['lyon', { plant: 'monterrey', effectivity: { kind: 'next-lot' } }];
    await plm.post('/changes/ECO-1042/approval', { plants });
    await plm.post('/changes/ECO-1042/withdrawal', {});
    expect(await plm.post('/changes/ECO-1042/withdrawal', {})).toMatchObject({
      status: 409,
      body: { code: 'CHANGE_NOT_APPROVED' },
    });
    await plm.post('/changes/ECO-1042/approval', {});
    const events = await interlock.atLeast(3);
    expect(events.map(({ type, subject, data }) => [type, subject, data])).toEqual([
      ['plm.change.approved.v1', 'ECO-1042', { id: 'ECO-1042', plants }],
      ['plm.change.withdrawn.v1', 'ECO-1042', { id: 'ECO-1042', plants: [] }],
      ['plm.change.approved.v1', 'ECO-1042', { id: 'ECO-1042', plants: [] }],
    ]);
  });

  it('takes no change as being implemented that is not approved, or does not say so', async () => {
    const plm = await sandbox('plm');
    expect(await revise(plm, 'plm', 'stage', { change: 'ECO-1043' })).toMatchObject({
      code: 'NOT_IN_CHANGE',
    });
    expect(await revise(plm, 'plm', 'stage', { change: 'ECO-1' })).toMatchObject({ code: 'UNKNOWN_CHANGE' });
    await plm.post('/changes/ECO-1042/withdrawal', {});
    expect(await revise(plm, 'plm', 'stage')).toMatchObject({ done: false, code: 'CHANGE_NOT_APPROVED' });
  });

  it('lets a plant complete what was withdrawn meanwhile; the first makes the revision a released one', async () => {
    const plm = await sandbox('plm');
    await revise(plm, 'plm', 'stage');
    await revise(plm, 'plm', 'stage', { plant: 'monterrey' });
    await plm.post('/changes/ECO-1042/withdrawal', {});
    expect(await pins(plm)).toEqual(STAGED);
    expect(await revise(plm, 'plm', 'activate')).toMatchObject({ done: true });
    expect(await plm.state()).toMatchObject({
      masters: { 'PIN-10': { revision: 'C', released: ['B', 'C'] } },
      items: { 'PIN-10@lyon': { active: 'C' }, 'PIN-10@monterrey': { active: 'B', staged: 'C' } },
    });
  });
});
