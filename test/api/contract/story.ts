import type { Seeds } from '../matrix-seed';
import { HOLD_REQUEST } from '../serve';
import type { ContractClient, Said } from './client';

/** What earlier calls were told, by what later ones are about. */
type Told = Record<string, string>;
interface Step {
  readonly id: string;
  readonly said?: Said | ((told: Told) => Said);
  /** Members of the answer that later calls need, by the names that they are kept under. */
  readonly keep?: Readonly<Record<string, string>>;
}

const reason = 'as the contract asks';
const SCRAP = { quantity: { value: '1', unit: 'EA' }, decision: 'scrap', reason, reference: 'MRB-78' };
const step = (id: string, said?: Step['said'], keep?: Step['keep']): Step => ({
  id,
  ...(said && { said }),
  ...(keep && { keep }),
});
const at = (id: string, name: string, more: Said = {}): Step =>
  step(id, (told) => ({ ...more, path: { id: told[name]! } }));

/** Calls in an order in which each of them can succeed, on a ledger that has what `Seeds` names. */
export const story = (
  { plant, lot, hold, disposition, exception, authorization }: Seeds,
  topology: string,
): Step[] => [
  step(
    'placeHold',
    { body: { ...HOLD_REQUEST, scope: { lots: [{ lot: 'PIN-10:K-1' }], orders: ['PO-7001'] } } },
    { id: 'hold', transaction: 'transaction' },
  ),
  step('previewHold', { body: { ...HOLD_REQUEST, scope: { lots: [{ lot }] } } }),
  step('listHolds', { query: { plant, state: 'open' } }),
  step('getOverview', { query: { plant } }),
  at('getHold', 'hold'),
  step('addLots', ({ hold: id }) => ({ path: { id: id! }, body: { lots: [{ lot: 'PIN-10:K-2' }] } })),
  step('endScope', ({ hold: id }) => ({ path: { id: id! }, body: { orders: ['PO-7001'], reason } })),
  step('recordPhysicalControl', {
    path: { id: hold },
    body: { lot, location: 'A-01', counted: { value: '1', unit: 'EA' }, tag: 'T-1' },
  }),
  step('answerResidual', { path: { id: hold, residual: 'RS-contract' } }),
  step('decideDisposition', {
    as: 'quality',
    path: { id: hold },
    body: { ...SCRAP, lot },
  }),
  step('getDisposition', { path: { id: hold, disposition } }),
  step('reverseDisposition', { as: 'quality', path: { id: hold, disposition }, body: { reason } }),

  step('enrolSigner', { body: { person: 'quality', reason } }, { code: 'code' }),
  step('getOwnSigner', { as: 'quality' }),
  step('setSigningSecret', ({ code }) => ({
    as: 'quality',
    body: { secret: 'correct horse battery', code },
  })),
  step(
    'signRecord',
    {
      as: 'quality',
      body: {
        record: { type: 'disposition', hold, disposition: { ...SCRAP, lot } },
        capacity: 'decision',
        meaning: 'decided',
        secret: 'correct horse battery',
      },
    },
    { id: 'signature' },
  ),
  step('listSignatures'),
  at('getSignature', 'signature'),
  step('revokeSigner', { path: { person: 'quality' }, body: { reason } }),

  step(
    'requestChange',
    {
      body: {
        change: { system: 'plm', id: 'ECO-contract' },
        plants: [{ plant, effectivity: { kind: 'immediate' } }],
      },
    },
    { id: 'change' },
  ),
  step('listChanges'),
  at('getChange', 'change'),
  at('withdrawChange', 'change', { body: { reason } }),

  step('askGate', { path: { lot }, query: { plant, action: 'ship', signed: 'true' } }),
  step('listLots', { query: { name: lot, held: 'true' } }),
  step('getLot', { path: { lot } }),
  step('getLotHistory', { path: { lot } }),
  step('getGenealogy', { path: { lot } }),
  step(
    'authorizeShipment',
    {
      body: {
        shipment: 'SH-contract',
        plant,
        customer: 'alpine-jets',
        lines: [{ lot: `BRACKET-100:M-${plant}-free`, quantity: { value: '1', unit: 'EA' } }],
      },
    },
    { id: 'authorization' },
  ),
  step('listShipmentAuthorizations'),
  step('getShipmentAuthorization', { path: { id: authorization } }),
  at('cancelShipmentAuthorization', 'authorization', { body: { reason } }),
  step('getGateKeys'),
  step('getDenyList', { path: { plant } }),

  step('getItemRevision', { path: { item: 'PIN-10' }, query: { plant: 'lyon' } }),
  step('getSpecification', { path: { item: 'PIN-10' } }),
  step('getAvailability', { path: { item: 'BRACKET-100' }, query: { plant } }),
  step('getAvailabilityByPlant', { path: { item: 'BRACKET-100' } }),
  step('dispatchOrder', { body: { order: { system: 'erp', id: 'PO-contract' }, plant } }, { id: 'order' }),
  step('listOrders'),
  at('getOrder', 'order'),
  step(
    'openInspection',
    { body: { plant: 'lyon', lot: 'PIN-10:K-3', order: 'PO-7001', operation: '20', checkpoint: 'CP-1' } },
    { id: 'inspection' },
  ),
  step('postInspectionResult', {
    body: {
      inspection: { system: 'qms', id: 'IN-contract' },
      plant: 'lyon',
      lot: 'PIN-10:K-3',
      revision: 'B',
      plan: { id: 'IP-PIN-10', version: 'B' },
      order: 'PO-7001',
      sampling: { lotSize: 70, sampleSize: 70, accept: 0, reject: 1 },
      readings: [],
      verdict: 'pass',
      measuredBy: 'ines',
      measuredAt: '2026-11-03T06:00:00Z',
    },
  }),
  step('listInspections'),
  at('getInspection', 'inspection'),
  step('listPlants'),
  step('startBaseline', { path: { plant } }),
  step('getBaseline', { path: { plant } }),
  step('drillRecall', { body: { lot, reason } }, { id: 'drill' }),
  at('getRecallDrill', 'drill'),
  at('getRecallDrill', 'drill', { query: { format: 'csv' } }),
  at('getRecallDrill', 'drill', { query: { format: 'pdf' } }),

  step('listExceptions', { query: { state: 'open' } }),
  step('getException', { path: { id: exception } }),
  step('resolveException', { path: { id: exception }, body: { action: 'retry', reason } }),

  step(
    'subscribe',
    { body: { url: 'http://127.0.0.1:9/interlock', types: ['interlock.quality-hold.*'], plants: [] } },
    { id: 'subscription' },
  ),
  step('listSubscriptions'),
  at('getSubscription', 'subscription'),
  at('pauseSubscription', 'subscription'),
  at('resumeSubscription', 'subscription'),
  at('rotateSecret', 'subscription'),
  at('listDeliveries', 'subscription'),
  at('replay', 'subscription', { body: { after: 0 } }),
  at('deleteSubscription', 'subscription'),
  step('placeLegalHold', ({ transaction }) => ({ body: { transaction, reason } }), { id: 'legalHold' }),
  step('listLegalHolds'),
  at('getLegalHold', 'legalHold'),
  at('releaseLegalHold', 'legalHold'),

  step('listEvents', { query: { limit: '200' } }),
  step('streamEvents'),
  step('listTransactions', { query: { about: hold } }),
  at('getTransaction', 'transaction'),
  step('listAudit'),
  step('exportAudit', ({ transaction }) => ({ query: { transaction: transaction! } })),
  step('getAuditKeys'),
  step('verifyAudit'),
  step(
    'createApiKey',
    { body: { name: 'gauge', role: 'auditor', plants: null, scopes: null } },
    { id: 'apiKey' },
  ),
  step('listApiKeys'),
  at('getApiKey', 'apiKey'),
  step('rotateApiKey', ({ apiKey }) => ({ path: { id: apiKey! } }), { id: 'apiKey' }),
  at('revokeApiKey', 'apiKey'),
  step('encodePayloads'),
  step('listSystems'),
  step('listObjectives'),
  step('getTopology'),
  step('listTopologyVersions'),
  step('compareTopology', { body: { text: topology } }),
  step('reportTopology', { as: 'plant' }),
  step('getCatalog'),
  step('getCaller'),
  step('getSignIn'),
  step('isAlive'),
  step('isReady'),
  step('getMetrics'),
  step('getOpenApi'),
  step('getAsyncApi'),
  step('listSchemas'),
  step('getSchema', { path: { name: 'Hold' } }),
  step('getDocs'),
];

/** Plays it. @returns what did not succeed, with what was answered */
export async function play(client: ContractClient, steps: readonly Step[]): Promise<string[]> {
  const told: Told = {};
  const failed: string[] = [];
  for (const { id, said = {}, keep = {} } of steps) {
    const { status, body } = await client.call(id, typeof said === 'function' ? said(told) : said);
    if (status >= 300) failed.push(`${id}: ${status} ${JSON.stringify(body)}`);
    for (const [member, name] of Object.entries(keep))
      told[name] = String((body as Record<string, unknown>)[member]);
  }
  return failed;
}
