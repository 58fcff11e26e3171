import { z } from 'zod';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import {
  Enrolment,
  EnrolmentRequest,
  OwnSigner,
  Signature,
  SignatureRequest,
  Signer,
  SignerRevocationRequest,
  SigningSecretRequest,
} from '../../contracts/signature';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route } from '../route';
import { ownSigner, secondComponent } from '../signing';

const tag = 'signatures';

/** Electronic signatures of decisions and of changes' activation, and who may give them. */
export const signatures: readonly Route[] = [
  command({
    id: 'signRecord',
    method: 'post',
    path: '/v1/signatures',
    summary: 'Sign a decision that is to be sent, or the activation of a change at a plant, as oneself',
    tag,
    body: SignatureRequest,
    answers: { 201: Signature },
    problems: [
      'not-found',
      'hold-closed',
      'change-over',
      'unknown-lot',
      'unknown-item',
      'unknown-plant',
      'unit-mismatch',
      'quantity-not-exact',
      'signature-mismatch',
      'signer-not-verified',
      'signer-locked',
      'contended',
    ],
    secrets: ['secret'],
    async plants({ body }, { ledger }, exchange) {
      const { transaction, plant } = await ledger.signatures.signable(body.record);
      exchange.transaction = transaction;
      return [plant];
    },
    decides: () => Promise.resolve(null),
    prepare: ({ body }, services, { caller }) => secondComponent(body, caller!, services),
    async handle({ body }, { ledger, signer }, { tx, caller, now, prepared: method }) {
      if (method instanceof Problem) throw method;
      const signature = await ledger.signatures.sign(tx, body, method, caller, signer.sign, now);
      return { status: 201, body: signature, location: `/v1/signatures/${signature.id}` };
    },
  }),
  query({
    id: 'listSignatures',
    method: 'get',
    path: '/v1/signatures',
    summary: 'Signatures, oldest first: who signed what, when, in which capacity and with which meaning',
    tag,
    query: PageQuery.extend({ transaction: Name.optional() }),
    answers: { 200: pageOf(Signature) },
    handle: async ({ query: filter }, { ledger }) => ok(await ledger.signatures.list(filter)),
  }),
  query({
    id: 'getSignature',
    method: 'get',
    path: '/v1/signatures/{id}',
    summary: 'A signature, with what was signed and its proof',
    tag,
    params: z.object({ id: Name }),
    answers: { 200: Signature },
    problems: ['not-found'],
    async handle({ params: { id } }, { ledger }) {
      const signature = await ledger.signatures.get(id);
      if (!signature) throw new Problem('not-found', `There is no signature ${id}.`);
      return ok(signature);
    },
  }),
  command({
    id: 'enrolSigner',
    method: 'post',
    path: '/v1/signers',
    summary: 'Let somebody whose identity was verified set a signing secret; the code for it is shown once',
    tag,
    body: EnrolmentRequest,
    answers: { 201: Enrolment },
    problems: ['contended'],
    // A signer is one of the whole enterprise's.
    plants: async (_ask, { topology }) => Object.keys(topology.plants),
    prepare: (_ask, { ledger }) => ledger.signatures.newCode(),
    async handle({ body }, { ledger }, { tx, caller, now, prepared }) {
      const { code, ...enrolment } = await ledger.signatures.enrol(tx, body, prepared, caller, now);
      return { status: 201, body: { ...enrolment, code: null }, shownOnce: { code } };
    },
  }),
  query({
    id: 'getOwnSigner',
    method: 'get',
    path: '/v1/signing-secret',
    summary: 'Whether the caller can sign, in which capacities, and which decisions want a signature',
    tag,
    answers: { 200: OwnSigner },
    handle: async (_ask, services, { caller }) => ok(await ownSigner(caller!, services)),
  }),
  query({
    id: 'setSigningSecret',
    method: 'post',
    path: '/v1/signing-secret',
    summary: "Set one's own signing secret, with the code of the enrolment or with the secret so far",
    tag,
    body: SigningSecretRequest,
    answers: { 200: Signer },
    problems: ['signer-not-verified', 'signer-locked', 'segregation-of-duties'],
    async handle({ body: { secret, code, current } }, { ledger, now }, { caller }) {
      const proof = code === undefined ? { current: current! } : { code };
      return ok(await ledger.signatures.setSecret(caller!, secret, proof, now()));
    },
  }),
  command({
    id: 'revokeSigner',
    method: 'post',
    path: '/v1/signers/{person}/revocation',
    summary: 'Nobody signs as this person any more; what no record has taken yet is void',
    tag,
    params: z.object({ person: Name }),
    body: SignerRevocationRequest,
    answers: { 200: Signer },
    problems: ['contended'],
    plants: async (_ask, { topology }) => Object.keys(topology.plants),
    handle: async ({ params: { person }, body: { reason } }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.signatures.revoke(tx, person, reason, caller, now)),
  }),
];
