import type { DispositionRequest } from '../../contracts/disposition';
import type { Hold } from '../../contracts/hold';
import type { Topology } from '../../contracts/topology';
import { comeHome } from './come-home';
import { insist } from './insist';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, place, receiveLot } from './requests';
import { approvalBy, DORA, QUENTIN, QUINN, signAs, subjectOf } from './signatures';

const LOT = 'PIN-10:L-1';
const NOW = new Date('2026-11-03T06:40:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const signing = (changes: Partial<Topology['signatures']> = {}): Topology => {
  const topology = demoTopology();
  return { ...topology, signatures: { ...topology.signatures, ...changes } };
};

let open: OpenLedger;
let hold: Hold;
async function begin(topology = signing()): Promise<void> {
  open = await openLedger(topology);
  await receiveLot(open.ledger, LOT, '70', NOW);
  hold = await place(open.ledger, holdRequest([LOT]), NOW);
}
afterEach(() => open.close());

const scrap = (changes: Partial<DispositionRequest> = {}) => dispositionRequest(LOT, '1', 'scrap', changes);
const sign = (request = scrap(), at = NOW, signer = QUENTIN) =>
  signAs(open.ledger, signer, 'decision', subjectOf(hold.id, request), at);
const signed = (request: DispositionRequest, id: string, at = NOW) =>
  decide(open.ledger, hold.id, { ...request, signature: id }, at);
const refusedWith = (code: string) => expect.objectContaining({ code });

describe('an electronic signature of a disposition', () => {
  it('shows who signed, when, with which meaning, wherever the disposition is shown (11.50)', async () => {
    await begin();
    const signature = await sign();
    expect(signature).toMatchObject({
      capacity: 'decision',
      signer: QUENTIN,
      meaning: 'reviewed and approved',
      signedAt: NOW.toISOString(),
      expiresAt: later(900).toISOString(),
      record: { hold: hold.id, lot: LOT, quantity: { value: '1', unit: 'EA' }, decision: 'scrap' },
      usedFor: null,
    });
    const { id, recordHash, capacity, meaning, signer, signedAt } = signature;
    const shown = [{ id, recordHash, capacity, meaning, signer, signedAt }];
    const disposition = await signed(scrap(), id);
    expect(disposition.signatures).toEqual(shown);
    expect((await open.ledger.getHold(hold.id))?.dispositions).toMatchObject([{ signatures: shown }]);
    expect(await open.ledger.signatures.get(id)).toMatchObject({ usedFor: disposition.id });
    const { items } = await open.ledger.listAudit({ transaction: hold.transaction, limit: 100 });
    expect(items).toContainEqual(
      expect.objectContaining({
        action: 'signature.signed',
        subject: id,
        to: expect.objectContaining({ recordHash }),
      }),
    );
    expect(items.at(-1)).toMatchObject({
      action: 'disposition.decided',
      to: { signatures: [id], recordHash },
    });
  });

  it.each([
    ['quantity', { quantity: { value: '2', unit: 'EA' as const } }],
    ['decision', { decision: 'sort' as const }],
    ['reason', { reason: 'another' }],
    ['reference', { reference: 'MRB-78' }],
    ['output', { decision: 'regrade' as const, output: 'PIN-10:L-9' }],
  ])('is of that record alone: another %s is refused, and takes nothing (11.70)', async (_what, change) => {
    await begin();
    const { id } = await sign();
    await expect(signed(scrap(change), id)).rejects.toEqual(refusedWith('signature-mismatch'));
    expect(await open.ledger.signatures.get(id)).toMatchObject({ usedFor: null });
    await expect(signed(scrap(), id)).resolves.toMatchObject({ state: 'decided' });
  });

  it('is the same for the same quantity in another unit or another writing', async () => {
    await begin();
    const boxed = { quantity: { value: '0.10', unit: 'BX' as const } };
    const { id } = await sign(scrap(boxed));
    await expect(signed(scrap({ quantity: { value: '10.0', unit: 'EA' } }), id)).resolves.toMatchObject({
      quantity: { value: '10', unit: 'EA' },
    });
  });

  it('is good though the QMS has registered the nonconformance meanwhile', async () => {
    await begin();
    const { id } = await sign();
    await comeHome(open.ledger, hold.id, NOW);
    await expect(signed(scrap(), id)).resolves.toMatchObject({ state: 'decided' });
  });

  it('does not go with another hold (11.70)', async () => {
    await begin();
    const { id } = await sign();
    hold = await place(open.ledger, holdRequest([LOT]), NOW);
    await expect(signed(scrap(), id)).rejects.toEqual(refusedWith('signature-mismatch'));
  });

  it('is taken once, though two decide at the same time', async () => {
    await begin();
    const { id } = await sign();
    const both = await Promise.allSettled([1, 2].map(() => insist(() => signed(scrap(), id))));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both).toContainEqual({ status: 'rejected', reason: refusedWith('signature-used') });
    expect((await open.ledger.getHold(hold.id))?.dispositions).toHaveLength(1);
  });

  it('expires', async () => {
    await begin();
    const { id } = await sign();
    await expect(signed(scrap(), id, later(900))).rejects.toEqual(refusedWith('signature-void'));
    const again = await sign(scrap(), later(900));
    await expect(signed(scrap(), again.id, later(1_799))).resolves.toMatchObject({ state: 'decided' });
  });

  it('is the decider’s own, given as decider', async () => {
    await begin();
    const { id } = await sign(scrap(), NOW, QUINN);
    await expect(signed(scrap(), id)).rejects.toEqual(refusedWith('signature-mismatch'));
    const approval = await signAs(open.ledger, QUENTIN, 'quality', subjectOf(hold.id, scrap()), NOW);
    await expect(signed(scrap(), approval.id)).rejects.toEqual(refusedWith('signature-mismatch'));
    await expect(signed(scrap(), 'SG-none')).rejects.toEqual(refusedWith('signature-mismatch'));
  });

  it('of somebody who was revoked meanwhile counts no more', async () => {
    await begin();
    const { id } = await sign();
    await keyed(open.ledger, (tx) =>
      open.ledger.signatures.revoke(tx, QUENTIN.id, 'left the company', QUINN, NOW),
    );
    await expect(signed(scrap(), id)).rejects.toEqual(refusedWith('signature-void'));
    await expect(sign()).rejects.toEqual(refusedWith('signer-locked'));
  });

  it('stays with a disposition that has taken it, though its signer is revoked', async () => {
    await begin();
    const { id } = await sign();
    const { id: disposition } = await signed(scrap(), id);
    await keyed(open.ledger, (tx) =>
      open.ledger.signatures.revoke(tx, QUENTIN.id, 'left the company', QUINN, NOW),
    );
    expect(await open.ledger.signatures.get(id)).toMatchObject({ usedFor: disposition, voided: null });
  });
});

it('given with a key that was revoked since, it counts no more', async () => {
  await begin();
  const key = await keyed(open.ledger, async (tx) => {
    const { apiKey } = await open.ledger.apiKeys.create(
      tx,
      {
        name: 'of Quentin',
        holder: QUENTIN.id,
        role: 'quality',
        plants: null,
        scopes: null,
        expiresAt: null,
      },
      QUINN,
      NOW,
    );
    return apiKey.id;
  });
  const { id } = await signAs(
    open.ledger,
    QUENTIN,
    'decision',
    subjectOf(hold.id, scrap()),
    NOW,
    'approved',
    key,
  );
  await keyed(open.ledger, (tx) => open.ledger.apiKeys.revoke(tx, key, 'lost', QUINN, NOW));
  await expect(signed(scrap(), id)).rejects.toEqual(refusedWith('signature-void'));
});

describe('where the topology wants signatures', () => {
  const asIs = (approvals: DispositionRequest['approvals'] = []) =>
    dispositionRequest(LOT, '5', 'use-as-is', { approvals });
  const wanted = () => signing({ dispositions: ['use-as-is'] });
  const approval = async (signer: typeof DORA, kind: 'quality' | 'design-authority') =>
    approvalBy(await signAs(open.ledger, signer, kind, subjectOf(hold.id, asIs()), NOW));

  it('a decision is refused without the decider’s, and then without each approver’s', async () => {
    await begin(wanted());
    const [quality, design] = [await approval(QUINN, 'quality'), await approval(DORA, 'design-authority')];
    const typed = { ...design, reference: 'MRB-77' };
    const attempt = async (approvals: DispositionRequest['approvals']) =>
      signed(asIs(approvals), (await sign(asIs())).id);
    await expect(decide(open.ledger, hold.id, asIs([quality, design]), NOW)).rejects.toEqual(
      refusedWith('signature-missing'),
    );
    await expect(attempt([quality, typed])).rejects.toEqual(refusedWith('signature-missing'));
    const { signatures } = await attempt([quality, design]);
    expect(signatures.map(({ capacity, signer }) => `${capacity} ${signer.id}`).sort()).toEqual([
      'decision quality',
      'design-authority dora',
      'quality quinn',
    ]);
  });

  it('an approval says what its signature says, and nothing else', async () => {
    await begin(wanted());
    const [quality, design] = [await approval(QUINN, 'quality'), await approval(DORA, 'design-authority')];
    const { id } = await sign(asIs());
    for (const lie of [
      { id: 'quinn' },
      { name: 'Dora Director' },
      { meaning: 'read' },
      { at: later(-60).toISOString() },
      { kind: 'customer' as const },
      { reference: quality.reference },
    ])
      await expect(signed(asIs([quality, { ...design, ...lie }]), id)).rejects.toEqual(
        refusedWith('kind' in lie ? 'approvals-missing' : 'signature-mismatch'),
      );
    await expect(signed(asIs([quality, design]), id)).resolves.toMatchObject({ state: 'decided' });
  });

  it('the customer approves by a document of its own, and a signature of somebody else is none of its', async () => {
    await begin(wanted());
    const [quality, design] = [await approval(QUINN, 'quality'), await approval(DORA, 'design-authority')];
    const { id } = await sign(asIs());
    const customer = { ...quality, kind: 'customer' as const };
    await expect(signed(asIs([quality, design, customer]), id)).rejects.toEqual(
      refusedWith('signature-mismatch'),
    );
    const document = { ...customer, reference: 'ALPINE-CN-7' };
    await expect(signed(asIs([quality, design, document]), id)).resolves.toMatchObject({ state: 'decided' });
  });

  it('what is not listed goes without', async () => {
    await begin(wanted());
    await expect(decide(open.ledger, hold.id, scrap(), NOW)).resolves.toMatchObject({ signatures: [] });
  });
});

describe('the verification of the audit', () => {
  it('finds a signature that was moved or exchanged, which the database itself refuses', async () => {
    await begin();
    const moved = await sign();
    const { id } = await signed(scrap(), moved.id);
    const other = await decide(open.ledger, hold.id, scrap(), NOW);
    expect(await open.ledger.verifyAudit()).toMatchObject({ intact: true });
    const move = () =>
      open.pool.query('update signature set used_for = $2 where id = $1', [moved.id, other.id]);
    const exchange = () =>
      open.pool.query(`update signature set record = replace(record, '"scrap"', '"sort"') where id = $1`, [
        moved.id,
      ]);
    const remove = () => open.pool.query('delete from signature');
    for (const tamper of [move, exchange, remove, () => open.pool.query('truncate signature')])
      await expect(tamper()).rejects.toThrow('never changed, moved or removed');
    expect(await open.ledger.signatures.get(moved.id)).toMatchObject({ usedFor: id });

    await open.pool.query('alter table signature disable trigger kept');
    await move();
    expect((await open.ledger.verifyAudit()).broken).toEqual([
      expect.objectContaining({
        why: `signature ${moved.id}: it was moved: ${other.id} was decided without it`,
      }),
    ]);
    await exchange();
    expect((await open.ledger.verifyAudit()).broken).toEqual([
      expect.objectContaining({ why: expect.stringContaining('what was signed is not the record') }),
    ]);
  });
});
