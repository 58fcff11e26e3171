import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, free, hold } from './ask';

const LOT = 'PIN-10:L-0417';
const parts = (...by: readonly object[]) =>
  by.map((one, index) => ({ hold: `QH-${index + 1}`, by: one as { handlingUnit: string } }));
const asking = (changes: Parameters<typeof hold>[1] & { parts?: ReturnType<typeof parts> }) => {
  const asked = hold(LOT, changes);
  return changes.parts ? { ...asked, detail: { ...asked.detail, parts: changes.parts } } : asked;
};
const PART = { whole: false, desired: { state: 'held', quantity: '30' } } as const;

describe('parts of a lot', () => {
  it('WMS: handling units, their sub-lots and locations are told from the rest', async () => {
    const wms = await sandbox('wms');
    const effect = adapterOf('wms', wms).effects.lot!;
    const unit = (id: string, quantity: string, location: string, subLot: string | null) =>
      wms.post('/handling-units', { id, lot: LOT, quantity, location, subLot });
    await unit('HU-1', '20', 'A-1', 'S-1');
    await unit('HU-2', '10', 'A-2', 'S-1');
    const asked = asking({
      parts: parts(
        { handlingUnit: 'HU-1' },
        { location: 'A-2' },
        { subLot: 'S-1' },
        { handlingUnit: 'HU-9' },
      ),
    });
    const { observation } = await bring(effect, asked);
    expect(observation!.identified).toEqual([
      { hold: 'QH-1', quantity: '20' },
      { hold: 'QH-2', quantity: '10' },
      { hold: 'QH-3', quantity: '30' },
    ]);
  });

  it('MES: serials that were built into the lot', async () => {
    const mes = await sandbox('mes');
    const built = [];
    for (const lot of [LOT, LOT, 'PIN-10:L-0416'])
      built.push((await mes.post<{ serial: string }>('/serials', { item: 'BRACKET-100', lot })).body.serial);
    const { observation } = await bring(
      adapterOf('mes', mes).effects.lot!,
      asking({ parts: parts({ serials: built }, { handlingUnit: 'HU-1' }) }),
    );
    expect(observation!.identified).toEqual([{ hold: 'QH-1', quantity: '2' }]);
  });
});

describe('systems by their means', () => {
  it('a MES that knows a flag holds the whole lot for a part of it, and says so', async () => {
    const mes = await sandbox('mes', null, 'flag');
    const adapter = adapterOf('mes', mes, 2_000, { means: 'flag' });
    expect(adapter.capabilities).toMatchObject({ means: 'flag' });
    expect(adapter.capabilities.scopes).not.toContain('part');
    const { observation } = await bring(adapter.effects.lot!, asking(PART));
    expect(observation).toMatchObject({
      state: 'held',
      quantity: null,
      cannotEnforce: null,
      evidence: expect.stringContaining('the whole lot'),
    });
    expect(await mes.lot(LOT)).toMatchObject({ held: '70' });
    await bring(adapter.effects.lot!, free(LOT));
    expect(await mes.lot(LOT)).toMatchObject({ held: '0' });
  });

  it('a WMS that moves stock leaves what is picked, and says how many', async () => {
    const wms = await sandbox('wms', null, 'move');
    const lot = 'PIN-10:MV-1';
    await wms.addLots(lot);
    const line = { id: 'SH-MV-1', plant: 'lyon', customer: 'atlantic', lines: [{ lot, quantity: '25' }] };
    await wms.post('/shipments', line);
    await wms.post('/shipments/SH-MV-1/pick', {});
    const { lot: effect } = adapterOf('wms', wms, 2_000, { means: 'move' }).effects;
    const held = await bring(effect!, hold(lot, { desired: { state: 'held', quantity: '100' } }));
    expect(held.observation).toMatchObject({
      state: 'held',
      quantity: '75',
      onHand: '75',
      cannotEnforce: expect.stringMatching(/^25 EA are picked.*LYON-QUARANTINE/),
    });
    expect((await bring(effect!, free(lot))).observation).toMatchObject({
      state: 'free',
      cannotEnforce: null,
    });
  });
});
