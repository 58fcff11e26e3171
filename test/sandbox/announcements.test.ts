import { INBOUND, type InboundType } from '../../contracts/inbound';
import { add, subtract } from '../../domain/decimal';
import { inbox, type Announced } from './inbox';
import { sandbox } from './start';

describe('announcements', () => {
  it('the ERP announces what it has on its first start, signed, as a batch, and not again', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const erp = await sandbox('erp', webhook);
    const { lots } = await erp.state<{ lots: Record<string, { quantity: string }> }>();
    const events = [...(await interlock.atLeast(1))];
    expect(interlock.contentTypes).toEqual(['application/cloudevents-batch+json']);
    for (const { type, data } of events) INBOUND[type as InboundType].parse(data);
    expect(leftOf(events)).toEqual(
      Object.fromEntries(Object.entries(lots).map(([lot, { quantity }]) => [lot, quantity])),
    );
    expect(events.find(({ subject }) => subject === 'PIN-10:L-0417')!.data).toMatchObject({
      plant: 'lyon',
      quantity: { value: '70', unit: 'EA' },
      status: 'inspection',
    });
    await erp.restart();
    await erp.addLots('PIN-10:NEW');
    while (!interlock.events.some(({ subject }) => subject === 'PIN-10:NEW')) await interlock.next();
    // What was taken as the system stopped may come once more, under its own id.
    const once = new Map(interlock.events.map(({ id, subject }) => [id, subject]));
    expect([...once.values()]).toEqual([...events.map(({ subject }) => subject), 'PIN-10:NEW']);
    expect(interlock.contentTypes.at(-1)).toBe('application/cloudevents+json');
  });

  it('the others announce nothing of lots that they learn of', async () => {
    const { inbox: interlock, webhook } = await inbox();
    const mes = await sandbox('mes', webhook);
    await mes.addLots('PIN-10:NEW');
    await mes.hands({ auto: true, afterMs: 0 });
    await mes.post('/tasks', { tasks: [task('sort', 'PIN-10:NEW', '100')] });
    expect((await interlock.atLeast(1)).map(({ type }) => type)).toEqual(['mes.sort.finished.v1']);
  });

  it('are sent again until they are taken, in order, though the receiver fails or is not there', async () => {
    const { inbox: interlock, webhook } = await inbox(500, 401, 503);
    const mes = await sandbox('mes', webhook);
    await mes.hands({ auto: true, afterMs: 0 });
    for (const lot of ['PIN-10:L-0415', 'PIN-10:L-0416', 'PIN-10:L-0401'])
      await mes.post('/tasks', { tasks: [task('rework', lot, '1')] });
    const events = await interlock.atLeast(3);
    expect(events.map(({ subject }) => subject)).toEqual(['PIN-10:L-0415', 'PIN-10:L-0416', 'PIN-10:L-0401']);
    expect(interlock.calls).toBeGreaterThanOrEqual(4);
  });

  it('one that is refused as invalid is not sent again, and those behind it are', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation();
    const { inbox: interlock, webhook } = await inbox(200, 422);
    const mes = await sandbox('mes', webhook);
    await mes.hands({ auto: true, afterMs: 0 });
    await mes.post('/tasks', { tasks: [task('rework', 'PIN-10:L-0415', '1')] });
    while (interlock.calls < 2) await interlock.next();
    await mes.post('/tasks', { tasks: [task('rework', 'PIN-10:L-0416', '1')] });
    expect((await interlock.atLeast(1)).map(({ subject }) => subject)).toEqual(['PIN-10:L-0416']);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('422'));
  });

  it('what was not taken before a restart is sent after it', async () => {
    const { inbox: interlock, webhook } = await inbox(503, 503);
    const erp = await sandbox('erp', webhook);
    while (interlock.calls < 2) await interlock.next();
    await erp.restart();
    expect((await interlock.atLeast(10)).every(({ source }) => source === 'erp')).toBe(true);
  });
});

const task = (work: string, lot: string, quantity: string) => ({
  reference: `${work}-${lot}`,
  work,
  plant: 'lyon',
  lot,
  quantity,
  unit: 'EA',
  key: `${work}-${lot}`,
  sequence: 1,
  expiresAt: null,
});

/** What is left of each lot after what was told of it: received, issued to orders, shipped; in transit it is still ours. */
function leftOf(events: readonly Announced[]): Record<string, string> {
  const left: Record<string, string> = {};
  for (const { type, data } of events.filter((event) => event.type !== 'erp.transfer.dispatched.v1')) {
    const lines = (data.lines ?? [data]) as { lot: string; quantity: { value: string } }[];
    for (const { lot, quantity } of lines)
      left[lot] =
        type === 'erp.lot.received.v1'
          ? add(left[lot] ?? '0', quantity.value)
          : subtract(left[lot] ?? '0', quantity.value);
  }
  return left;
}
