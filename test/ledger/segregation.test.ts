import type { Hold } from '../../contracts/hold';
import type { InboundData } from '../../contracts/inbound';
import type { Topology } from '../../contracts/topology';
import { comeHome } from './come-home';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, PERSON, place, receiveLot, tell } from './requests';

const LOT = 'PIN-10:L-1';
const NOW = new Date('2026-11-03T06:40:00Z');
const INSPECTOR = { id: 'ines', name: 'Ines Inspector' };

let open: OpenLedger;
async function begin(changes: Partial<Topology> = {}): Promise<void> {
  open = await openLedger({ ...demoTopology(), ...changes });
  await receiveLot(open.ledger, LOT, '70', NOW);
}
afterEach(() => open.close());

const approval = (kind: 'quality' | 'design-authority' | 'customer', id: string) => ({
  kind,
  id,
  name: id,
  meaning: 'may be used',
  at: NOW.toISOString(),
  reference: 'MRB-77',
});
const BOARD = [approval('quality', 'quinn'), approval('design-authority', 'dora')];
const asIs = (approvals = BOARD) => dispositionRequest(LOT, '5', 'use-as-is', { approvals });

const raise = (id = 'NC-1', raisedBy: InboundData<'qms.nonconformance.raised.v1'>['raisedBy'] = INSPECTOR) =>
  tell(
    open.ledger,
    'qms',
    'qms.nonconformance.raised.v1',
    {
      id,
      plant: 'lyon',
      scope: { lots: [{ lot: LOT }] },
      reason: { code: 'dimension', text: 'diameter 9.89 mm' },
      severity: 'critical',
      detectedAt: NOW.toISOString(),
      raisedBy,
    },
    NOW,
  );
const theHold = async (): Promise<Hold> => (await open.ledger.listHolds({ limit: 1 })).items[0]!;
/** The QMS says that somebody decided. */
const decidedBy = (id: string, changes: Partial<InboundData<'qms.disposition.decided.v1'>> = {}) => {
  const { signature: _none, output: _same, ...decision } = asIs();
  return tell(
    open.ledger,
    'qms',
    'qms.disposition.decided.v1',
    {
      nonconformance: 'NC-1',
      ...decision,
      decidedBy: { id, name: id, role: 'mrb' },
      decidedAt: NOW.toISOString(),
      ...changes,
    },
    NOW,
  );
};
const CONFLICT = expect.objectContaining({ code: 'segregation-of-duties' });

describe('who raised a nonconformance', () => {
  it('does not use it as it is, nor repair it, by the QMS’s word', async () => {
    await begin();
    await raise();
    await expect(decidedBy(INSPECTOR.id)).rejects.toEqual(CONFLICT);
    await expect(decidedBy(INSPECTOR.id, { decision: 'repair' })).rejects.toEqual(CONFLICT);
    await expect(decidedBy('quinn')).resolves.toEqual({ status: 'accepted' });
    expect(await theHold()).toMatchObject({ dispositions: [{ decidedBy: { id: 'quinn' } }] });
  });

  it('nor by Interlock’s own call, as decider or as approver', async () => {
    await begin();
    await raise('NC-1', { id: PERSON.id, name: PERSON.name });
    const { id } = await theHold();
    await expect(decide(open.ledger, id, asIs(), NOW)).rejects.toEqual(CONFLICT);
    await expect(
      decidedBy('quinn', { approvals: [BOARD[0]!, approval('design-authority', PERSON.id)] }),
    ).rejects.toEqual(CONFLICT);
    expect((await theHold()).dispositions).toEqual([]);
  });

  it('may scrap it', async () => {
    await begin();
    await raise('NC-1', { id: PERSON.id, name: PERSON.name });
    const { id } = await theHold();
    await expect(decide(open.ledger, id, dispositionRequest(LOT, '5', 'scrap'), NOW)).resolves.toBeDefined();
  });

  it('is known though the hold was placed before the QMS told of the nonconformance, and whoever raised it again', async () => {
    await begin();
    await place(open.ledger, holdRequest([LOT], { nonconformance: { system: 'qms', id: 'NC-1' } }), NOW);
    await raise('NC-1', 'ines');
    await raise('NC-1', 'igor');
    for (const raiser of ['ines', 'igor']) await expect(decidedBy(raiser)).rejects.toEqual(CONFLICT);
    await expect(decidedBy(PERSON.id)).resolves.toEqual({ status: 'accepted' });
  });
});

describe('with full segregation', () => {
  const full = { segregationOfDuties: 'full' as const };

  it('who placed a hold without a nonconformance does not let it through', async () => {
    await begin(full);
    const { id } = await place(open.ledger, holdRequest([LOT]), NOW);
    await expect(decide(open.ledger, id, asIs(), NOW)).rejects.toEqual(CONFLICT);
    // Nor once the QMS has registered one for it.
    await comeHome(open.ledger, id, NOW);
    expect(await theHold()).toMatchObject({ nonconformance: { system: 'qms' } });
    await expect(decide(open.ledger, id, asIs(), NOW)).rejects.toEqual(CONFLICT);
  });

  it('one person does not approve twice, nor as design authority what they decide', async () => {
    await begin(full);
    await raise();
    const { id } = await theHold();
    const by = (quality: string, design: string) =>
      decide(
        open.ledger,
        id,
        asIs([approval('quality', quality), approval('design-authority', design)]),
        NOW,
      );
    await expect(by('mrb', 'mrb')).rejects.toEqual(CONFLICT);
    await expect(by('quinn', PERSON.id)).rejects.toEqual(CONFLICT);
    await expect(by(PERSON.id, 'dora')).resolves.toMatchObject({ state: 'decided' });
  });
});

it('where the item’s policy says so, what does not conform passes with the customer’s approval only', async () => {
  const { items } = demoTopology();
  await begin({ items: { ...items, 'PIN-10': { ...items['PIN-10']!, customerApproval: true } } });
  const { id } = await place(open.ledger, holdRequest([LOT]), NOW);
  await expect(decide(open.ledger, id, asIs(), NOW)).rejects.toEqual(
    expect.objectContaining({ code: 'approvals-missing', detail: expect.stringContaining('customer') }),
  );
  const withCustomer = asIs([...BOARD, approval('customer', 'alpine-jets')]);
  await expect(decide(open.ledger, id, withCustomer, NOW)).resolves.toMatchObject({ state: 'decided' });
  await expect(decide(open.ledger, id, dispositionRequest(LOT, '5'), NOW)).resolves.toBeDefined();
});

describe('where a decision wants a signature', () => {
  it('the QMS sends its own, which is kept as it was sent', async () => {
    const { signatures } = demoTopology();
    await begin({ signatures: { ...signatures, dispositions: ['use-as-is', 'release'] } });
    await raise();
    await expect(decidedBy('quinn')).rejects.toEqual(expect.objectContaining({ code: 'signature-missing' }));
    const signature = {
      signer: 'quinn',
      meaning: 'approved',
      signedAt: NOW.toISOString(),
      recordHash: 'of theirs',
    };
    await expect(decidedBy('quinn', { signature })).resolves.toEqual({ status: 'accepted' });
    expect(await theHold()).toMatchObject({ dispositions: [{ signature, signatures: [] }] });
    await expect(
      tell(open.ledger, 'qms', 'qms.nonconformance.voided.v1', { id: 'NC-1' }, NOW),
    ).resolves.toEqual({ status: 'accepted' });
  });
});
