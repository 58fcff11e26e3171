import { secondComponent } from '../../api/signing';
import type { Services } from '../../api/route';
import type { Caller } from '../../config/caller';
import { Problem } from '../../contracts/problem';
import type { SignatureRequest } from '../../contracts/signature';
import { demoTopology } from '../ledger/open-ledger';

const NOW = new Date('2026-11-03T06:40:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const SECRET = 'correct horse battery';

const services = {
  topology: demoTopology(),
  now: () => NOW,
  ledger: {
    signatures: { isSecretOf: (_signer: Caller, secret: string) => Promise.resolve(secret === SECRET) },
  },
} as unknown as Services;

const caller = (changes: Partial<Caller> = {}): Caller => ({
  id: 'quentin',
  name: 'Quentin Quality',
  kind: 'person',
  role: 'quality',
  plants: null,
  scopes: null,
  credential: { kind: 'access-token', id: 'workforce' },
  signedInAt: null,
  ...changes,
});
const shown = (who: Caller, changes: Partial<SignatureRequest> = {}) =>
  secondComponent(
    {
      record: { type: 'change-activation', change: 'EC-1', plant: 'lyon' },
      capacity: 'decision',
      meaning: 'approved',
      ...changes,
    },
    who,
    services,
  );
const refusedWith = (code: string) => expect.objectContaining({ code });

it('an access token whose holder has just signed in is both components', async () => {
  expect(await shown(caller({ signedInAt: ago(299) }))).toBe('signed-in');
});

it('one of who signed in long ago wants the signing secret beside it', async () => {
  const long = caller({ signedInAt: ago(300) });
  expect(await shown(long)).toEqual(refusedWith('signer-not-verified'));
  expect(await shown(long, { secret: SECRET })).toBe('secret');
});

it('a key wants the signing secret, and no other', async () => {
  expect(await shown(caller())).toEqual(refusedWith('signer-not-verified'));
  expect(await shown(caller(), { secret: 'wrong' })).toEqual(refusedWith('signer-not-verified'));
  expect(await shown(caller(), { secret: SECRET })).toBe('secret');
});

it('a system signs nothing, whatever it shows', async () => {
  const system = caller({ kind: 'system', signedInAt: NOW });
  expect(await shown(system, { secret: SECRET })).toEqual(refusedWith('not-authorized-to-decide'));
  expect(await shown(system)).toBeInstanceOf(Problem);
});
