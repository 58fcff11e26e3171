import type { Exposed, ResidualAnswerRequest } from '../../contracts/hold';
import type { ExposureQuestion } from '../../contracts/step';
import type { z } from 'zod';
import type { Ledger } from '../../ledger';
import { advance, comeHome } from '../ledger/come-home';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
  tell,
} from '../ledger/requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
/** A hold that came too late for 20 of 70 pieces, which one customer has. */
async function tooLate(action: z.infer<typeof ResidualAnswerRequest>['action']) {
  const lot = `PIN-10:RS-${++lots}`;
  await receiveLot(ledger, lot, '70');
  const hold = await place(ledger, holdRequest([lot]));
  await comeHome(ledger, hold.id);
  await shipped(lot, '20');
  const [residual] = (await ledger.getHold(hold.id))!.residual;
  await respond(hold.id, residual!.id, action);
  return { lot, ...hold, residual: residual!.id };
}
const respond = (hold: string, residual: string, action: z.infer<typeof ResidualAnswerRequest>['action']) =>
  keyed(ledger, (tx) =>
    ledger.answerResidual(
      tx,
      hold,
      residual,
      { action, reference: 'LTR-1', text: 'pins are undersize' },
      PERSON,
      new Date(),
    ),
  );
const shipped = (lot: string, value: string) =>
  tell(ledger, 'erp', 'erp.shipment.posted.v1', {
    shipment: `SH-${lots}`,
    customer: 'atlantic-aerostructures',
    lines: [{ lot, quantity: { value, unit: 'EA' } }],
  });

/** A hold over 70 pieces, and the step by which that system is asked what is beyond it. */
async function asked(system: string) {
  const lot = `PIN-10:RS-${++lots}`;
  await receiveLot(ledger, lot, '70');
  const hold = await place(ledger, holdRequest([lot]));
  const { questions } = await advance(ledger, hold.id);
  const question = questions.find((one) => one.system === system)!;
  return { ...hold, lot, step: { hold: hold.id, question } };
}
const say = (
  { hold, question }: { hold: string; question: ExposureQuestion },
  exposed: Pick<Exposed, 'lot' | 'quantity' | 'kind' | 'customer'>,
) =>
  advance(ledger, hold, new Date(), {
    exposures: [
      { question, exposed: [{ ...exposed, reference: `SH-${lots}`, at: new Date().toISOString() }] },
    ],
  });
const returned = (lot: string, value: string) =>
  tell(ledger, 'erp', 'erp.lot.received.v1', {
    lot,
    plant: 'lyon',
    location: 'RETURNS',
    quantity: { value, unit: 'EA' },
    status: 'unrestricted',
  });
const eventsOf = async (transaction: string, type: string) =>
  (await ledger.listEvents({ after: 0, transaction, type, limit: 10 })).events;

describe('H7 residuals', () => {
  it('H7 notify asks for a notice to the customer, and says what of', async () => {
    const { lot, id, transaction, residual } = await tooLate('notify');
    expect(await eventsOf(transaction, 'interlock.customer-notice.requested.v1')).toMatchObject([
      {
        subject: residual,
        data: {
          hold: id,
          customer: 'atlantic-aerostructures',
          lot,
          quantity: { value: '20', unit: 'EA' },
          shipment: `SH-${lots}`,
          reference: 'LTR-1',
          text: 'pins are undersize',
        },
      },
    ]);
  });

  it('H7 what is recalled is held when it comes back, under the hold while that is open', async () => {
    const { lot, id, transaction } = await tooLate('recall');
    expect(await eventsOf(transaction, 'interlock.customer-notice.requested.v1')).toEqual([]);
    await returned(lot, '25');
    const { lots: accounts, residual } = (await ledger.getHold(id))!;
    expect(accounts).toMatchObject([{ quantity: '75', undecided: '75', escaped: '0' }]);
    expect(residual).toMatchObject([{ back: '20' }]);
    expect(await eventsOf(transaction, 'interlock.residual.returned.v1')).toHaveLength(1);
  });

  it('H7 and under a new hold once that is closed, which stays closed', async () => {
    const { lot, id } = await tooLate('recover');
    await decide(ledger, id, dispositionRequest(lot, '50'));
    await comeHome(ledger, id);
    expect((await ledger.getHold(id))!.state).toBe('closed');
    await returned(lot, '15');
    const { holds } = (await ledger.getLot(lot)) as { holds: string[] };
    expect(holds).toHaveLength(1);
    expect(holds).not.toContain(id);
    expect(await ledger.getHold(holds[0]!)).toMatchObject({
      reason: { code: 'returned' },
      lots: [{ lot, undecided: '15', part: { by: { location: 'RETURNS' }, observed: false } }],
    });
    await returned(lot, '15');
    expect((await ledger.getHold(id))!.residual).toMatchObject([{ back: '20' }]);
  });

  it('H7 what is accepted is out of mind: more of the lot is more of the lot', async () => {
    const { lot, id } = await tooLate('accept');
    await returned(lot, '20');
    expect((await ledger.getHold(id))!.lots).toMatchObject([
      { quantity: '90', escaped: '20', undecided: '70' },
    ]);
  });

  it('H7 more by the same shipment is more of the same residual, and is to be answered anew', async () => {
    const { lot, id, transaction, residual } = await tooLate('accept');
    await shipped(lot, '5');
    const { lots: accounts, residual: found } = (await ledger.getHold(id))!;
    expect(accounts).toMatchObject([{ escaped: '25' }]);
    expect(found).toMatchObject([{ id: residual, quantity: { value: '25' }, answer: null }]);
    expect(
      (await eventsOf(transaction, 'interlock.residual.found.v1')).map(({ data }) => data),
    ).toMatchObject([
      { residual, quantity: '20' },
      { residual, quantity: '25' },
    ]);
    await decide(ledger, id, dispositionRequest(lot, '45'));
    await comeHome(ledger, id);
    expect((await ledger.getHold(id))!.state).not.toBe('closed');
    await respond(id, residual, 'accept');
    await comeHome(ledger, id);
    expect((await ledger.getHold(id))!.state).toBe('closed');
  });

  it('H7 what a system has said already and an event tells later is counted once', async () => {
    const { lot, id, step } = await asked('erp');
    await say(step, { lot, quantity: '15', kind: 'shipped', customer: 'alpine-jets' });
    await shipped(lot, '10');
    expect((await ledger.getHold(id))!.residual).toMatchObject([{ quantity: { value: '15' } }]);
    await shipped(lot, '5');
    expect((await ledger.getHold(id))!.residual).toMatchObject([{ quantity: { value: '15' } }]);
    await shipped(lot, '2');
    expect((await ledger.getHold(id))!.residual).toMatchObject([{ quantity: { value: '17' } }]);
  });

  it('H7 the customer whom a later answer names is told, where somebody wanted that', async () => {
    const { lot, id, transaction, step } = await asked('wms');
    await tell(ledger, 'wms', 'wms.shipment.picked.v1', {
      shipment: `SH-${lots}`,
      lines: [
        { lot, quantity: { value: '2', unit: 'EA' } },
        { lot, quantity: { value: '3', unit: 'EA' } },
      ],
    });
    const [found] = (await ledger.getHold(id))!.residual;
    expect(found).toMatchObject({ kind: 'picked', quantity: { value: '5' }, customer: null });
    await respond(id, found!.id, 'notify');
    expect(await eventsOf(transaction, 'interlock.customer-notice.requested.v1')).toEqual([]);
    await say(step, { lot, quantity: '5', kind: 'picked', customer: 'alpine-jets' });
    expect((await ledger.getHold(id))!.residual).toMatchObject([
      { id: found!.id, customer: 'alpine-jets', answer: { action: 'notify' } },
    ]);
    expect(await eventsOf(transaction, 'interlock.customer-notice.requested.v1')).toMatchObject([
      { data: { customer: 'alpine-jets', quantity: { value: '5', unit: 'EA' } } },
    ]);
  });
});
