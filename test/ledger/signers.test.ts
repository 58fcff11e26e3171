import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';
import { keyed } from './requests';

const NOW = new Date('2026-11-03T06:40:00Z');
const later = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const ADA = { id: 'administrator', name: 'Ada Administrator' };
const QUENTIN = { id: 'quentin', name: 'Quentin Quality', credential: { id: 'AK-1' } };
const SECRET = 'correct horse battery';
/** Wrong ones in a row, by the topology's default. */
const ATTEMPTS = 5;

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
});
afterEach(() => open.close());

const enrol = async () => {
  const made = await open.ledger.signatures.newCode();
  return keyed(open.ledger, (tx) =>
    open.ledger.signatures.enrol(tx, { person: QUENTIN.id, reason: 'badge seen' }, made, ADA, NOW),
  );
};
const set = (secret: string, proof: { code: string } | { current: string }, now = NOW) =>
  open.ledger.signatures.setSecret(QUENTIN, secret, proof, now);
const isSecret = (secret: string) => open.ledger.signatures.isSecretOf(QUENTIN, secret, NOW);
const refusedWith = (code: string) => expect.objectContaining({ code });

describe('a signing secret', () => {
  it('is set with the code of an enrolment, once, and then with the secret so far', async () => {
    const { code } = await enrol();
    expect(await isSecret(SECRET)).toBe(false);
    await expect(set(SECRET, { code })).resolves.toMatchObject({ state: 'active' });
    await expect(set('another secret', { code })).rejects.toEqual(refusedWith('signer-not-verified'));
    expect(await isSecret(SECRET)).toBe(true);
    await set('another secret', { current: SECRET });
    expect([await isSecret(SECRET), await isSecret('another secret')]).toEqual([false, true]);
  });

  it('is set by nobody who was not enrolled, nor with a code that is wrong or a day old', async () => {
    await expect(set(SECRET, { code: 'x' })).rejects.toEqual(refusedWith('signer-not-verified'));
    const { code } = await enrol();
    await expect(set(SECRET, { code: `${code}x` })).rejects.toEqual(refusedWith('signer-not-verified'));
    await expect(set(SECRET, { code }, later(24))).rejects.toEqual(refusedWith('signer-not-verified'));
    await expect(set(SECRET, { code }, later(23))).resolves.toMatchObject({ state: 'active' });
  });

  it('is the same however its letters are encoded', async () => {
    await set('Fran\u00e7ois-1', { code: (await enrol()).code });
    expect(await isSecret('Franc\u0327ois-1')).toBe(true);
  });

  it('is kept as a salted hash only, as is the code', async () => {
    const { code } = await enrol();
    await set(SECRET, { code });
    const { rows } = await open.pool.query('select to_jsonb(signer)::text as text from signer');
    const kept = JSON.stringify(rows);
    expect(kept).not.toContain(SECRET);
    expect(kept).not.toContain(code);
  });

  it('locks after five wrong tries, though they come at once, and opens with a new enrolment', async () => {
    await set(SECRET, { code: (await enrol()).code });
    const tries = await Promise.allSettled(
      Array.from({ length: ATTEMPTS + 3 }, (_, index) => insist(() => isSecret(`wrong ${index}`))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(ATTEMPTS);
    await expect(isSecret(SECRET)).rejects.toEqual(refusedWith('signer-locked'));
    await expect(set('another secret', { current: SECRET })).rejects.toEqual(refusedWith('signer-locked'));
    const { events } = await open.ledger.listEvents({ after: 0, limit: 100, type: 'interlock.signer.*' });
    expect(events.map(({ type }) => type)).toEqual([
      'interlock.signer.enrolled.v1',
      'interlock.signer.activated.v1',
      'interlock.signer.locked.v1',
    ]);
    await set('another secret', { code: (await enrol()).code });
    expect(await isSecret('another secret')).toBe(true);
  });

  it('that is right forgives the wrong ones before it', async () => {
    await set(SECRET, { code: (await enrol()).code });
    for (let round = 0; round < 2; round++) {
      for (let index = 1; index < ATTEMPTS; index++) expect(await isSecret('wrong')).toBe(false);
      expect(await isSecret(SECRET)).toBe(true);
    }
  });

  it('is no longer one once its signer is revoked', async () => {
    const { code } = await enrol();
    await keyed(open.ledger, (tx) =>
      open.ledger.signatures.revoke(tx, QUENTIN.id, 'left the company', ADA, NOW),
    );
    await expect(set(SECRET, { code })).rejects.toEqual(refusedWith('signer-locked'));
    await expect(isSecret(SECRET)).rejects.toEqual(refusedWith('signer-locked'));
  });

  it('is not set with a key that was made by who enrolled: one alone could sign as anybody', async () => {
    const { code } = await enrol();
    const { apiKey } = await keyed(open.ledger, (tx) =>
      open.ledger.apiKeys.create(
        tx,
        {
          name: 'of Quentin',
          holder: QUENTIN.id,
          role: 'quality',
          plants: null,
          scopes: null,
          expiresAt: null,
        },
        ADA,
        NOW,
      ),
    );
    const withIt = { ...QUENTIN, credential: { id: apiKey.id } };
    await expect(open.ledger.signatures.setSecret(withIt, SECRET, { code }, NOW)).rejects.toEqual(
      refusedWith('segregation-of-duties'),
    );
    await expect(set(SECRET, { code })).resolves.toMatchObject({ state: 'active' });
  });
});
