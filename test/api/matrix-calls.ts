import { ROLES, type Role } from '../../contracts/role';
import { HOLD_REQUEST } from './serve';
import type { Seeds } from './matrix-seed';

/**
 * Where a call acts: at one plant, at which the credential must be good; at all of them at once; or at none: it reads, or what
 * it does is of the whole enterprise.
 */
export type Where = 'its plant' | 'all plants' | 'no plant';

/** Who may make a call, by the words of the contract and of the glossary, and not by the policies that are tested. */
export interface Expectation {
  readonly who: readonly Role[] | 'public' | 'signed';
  readonly where: Where;
  /** What is sent, about what lies at a plant: it must be valid, as plants are judged after it. */
  readonly body?: (seeds: Seeds) => unknown;
}

/** "All but `partner` may GET, preview and preflight"; a plant's own process is no person, and reads nothing of others. */
const EVERY_PERSON: readonly Role[] = [
  'administrator',
  'quality',
  'engineering',
  'planning',
  'support',
  'auditor',
];
const read: Expectation = { who: EVERY_PERSON, where: 'no plant' };
const open: Expectation = { who: 'public', where: 'no plant' };
const at = (who: readonly Role[], body?: (seeds: Seeds) => unknown): Expectation => ({
  who,
  where: 'its plant',
  ...(body && { body }),
});

const ea = (value: string) => ({ value, unit: 'EA' });
const REASON = { reason: 'as the matrix asks' };
const disposition = ({ lot }: Seeds) => ({
  lot,
  quantity: ea('1'),
  decision: 'scrap',
  reason: 'undersize',
  reference: 'MRB-77',
});
const change = ({ plant }: Seeds) => ({
  change: { system: 'plm', id: 'ECO-1042' },
  plants: [{ plant, effectivity: { kind: 'immediate' } }],
});
const hold = ({ plant, lot }: Seeds) => ({
  ...HOLD_REQUEST,
  nonconformance: null,
  plant,
  scope: { lots: [{ lot }] },
});

// "`administrator` every call except dispositions"
const ADMINISTRATOR: readonly Role[] = ['administrator'];
// "`quality` holds, dispositions, physical control, residuals"
const QUALITY: readonly Role[] = ['administrator', 'quality'];
// "`engineering` changes"
const ENGINEERING: readonly Role[] = ['administrator', 'engineering'];
// "`planning` orders and change decisions"
const PLANNING: readonly Role[] = ['administrator', 'planning'];
// "`support` exceptions"
const SUPPORT: readonly Role[] = ['administrator', 'support'];
const SHIPPING: readonly Role[] = ['administrator', 'quality', 'planning'];

export const EXPECTED: Readonly<Record<string, Expectation>> = {
  placeHold: at(QUALITY, hold),
  previewHold: { ...read, body: hold },
  listHolds: read,
  getOverview: read,
  getHold: read,
  addLots: at(QUALITY, ({ lot }) => ({ lots: [{ lot }] })),
  endScope: at(QUALITY, () => ({ orders: ['PO-7001'], ...REASON })),
  recordPhysicalControl: at(QUALITY, ({ lot }) => ({
    lot,
    location: 'A-01',
    counted: ea('1'),
    tag: 'T-1',
  })),
  answerResidual: at(QUALITY, () => ({ action: 'accept', reference: 'C-1', text: 'as agreed' })),
  decideDisposition: at(['quality'], disposition),
  getDisposition: read,
  reverseDisposition: at(['quality'], () => REASON),

  requestChange: at(ENGINEERING, change),
  // Of what is no PLM, so that nobody is waited for.
  preflightChange: {
    ...read,
    body: (seeds) => ({ ...change(seeds), change: { system: 'erp', id: 'ECO-1042' } }),
  },
  listChanges: read,
  getChange: read,
  decideAffected: at(PLANNING, ({ plant }) => ({
    object: 'order',
    id: 'PO-7001',
    plant,
    decision: 'finish-on-old',
    quantityAssessed: '1',
  })),
  withdrawChange: at(ENGINEERING, () => REASON),

  // "all may ask the gate"
  askGate: { who: [...EVERY_PERSON, 'partner', 'plant'], where: 'no plant' },
  listLots: read,
  getLot: read,
  getLotHistory: read,
  getGenealogy: read,
  authorizeShipment: at(SHIPPING, ({ plant, lot }) => ({
    shipment: 'SH-1',
    plant,
    customer: 'alpine-jets',
    lines: [{ lot, quantity: ea('1') }],
  })),
  listShipmentAuthorizations: read,
  getShipmentAuthorization: read,
  cancelShipmentAuthorization: at(SHIPPING, () => REASON),
  getGateKeys: open,
  getDenyList: at(['administrator', 'plant']),

  getItemRevision: read,
  getSpecification: read,
  getAvailability: read,
  getAvailabilityByPlant: read,
  dispatchOrder: at(PLANNING, ({ plant }) => ({ order: { system: 'erp', id: `PO-${plant}` }, plant })),
  listOrders: read,
  getOrder: read,
  openInspection: at(QUALITY, ({ plant, lot }) => ({
    plant,
    lot,
    order: 'PO-7001',
    operation: '20',
    checkpoint: 'CP-1',
  })),
  postInspectionResult: at(QUALITY, ({ plant, lot }) => ({
    inspection: { system: 'qms', id: `IN-${plant}` },
    plant,
    lot,
    revision: 'B',
    plan: { id: 'IP-1', version: '1' },
    order: null,
    sampling: { lotSize: 1, sampleSize: 1, accept: 0, reject: 1 },
    readings: [],
    verdict: 'pass',
    measuredBy: 'ines',
    measuredAt: '2026-11-03T06:00:00Z',
  })),
  listInspections: read,
  getInspection: read,

  listPlants: read,
  startBaseline: at(ADMINISTRATOR),
  getBaseline: read,
  // Nothing but the drill is recorded.
  drillRecall: { who: QUALITY, where: 'no plant', body: ({ lot }) => ({ lot, ...REASON }) },
  getRecallDrill: read,

  // As who decides: "Only the QMS, or a person with the right role acting as themselves, disposes".
  signRecord: at(['quality'], (seeds) => ({
    record: { type: 'disposition', hold: seeds.hold, disposition: disposition(seeds) },
    capacity: 'decision',
    meaning: 'decided',
  })),
  listSignatures: read,
  getSignature: read,
  enrolSigner: { who: ADMINISTRATOR, where: 'all plants', body: () => ({ person: 'ada', ...REASON }) },
  getOwnSigner: read,
  setSigningSecret: {
    who: [...QUALITY, 'engineering'],
    where: 'no plant',
    body: () => ({ secret: 'correct horse', code: 'none' }),
  },
  revokeSigner: { who: ADMINISTRATOR, where: 'all plants', body: () => REASON },

  createApiKey: at(ADMINISTRATOR, ({ plant }) => ({
    name: 'gauge',
    role: 'auditor',
    plants: [plant],
    scopes: null,
  })),
  listApiKeys: read,
  getApiKey: read,
  rotateApiKey: at(ADMINISTRATOR, () => ({ overlapSeconds: 0 })),
  revokeApiKey: at(ADMINISTRATOR, () => REASON),

  listSystems: read,
  listObjectives: read,
  getTopology: read,
  getCatalog: read,
  getCaller: { who: ROLES, where: 'no plant' },
  listTopologyVersions: read,
  compareTopology: { ...read, body: () => ({ text: 'none' }) },
  applyTopology: { who: ADMINISTRATOR, where: 'all plants', body: () => ({ text: 'none' }) },
  reportTopology: {
    who: ['administrator', 'plant'],
    where: 'no plant',
    body: () => ({ process: 'worker', version: 0, failure: null }),
  },

  receiveEvents: { who: 'signed', where: 'no plant', body: () => ({}) },
  listExceptions: read,
  getException: read,
  resolveException: at(SUPPORT, () => ({ action: 'retry', ...REASON })),

  listEvents: read,
  streamEvents: read,
  placeLegalHold: {
    who: ADMINISTRATOR,
    where: 'no plant',
    body: ({ hold: subject }) => ({ subject, ...REASON }),
  },
  listLegalHolds: read,
  getLegalHold: read,
  releaseLegalHold: { who: ADMINISTRATOR, where: 'no plant', body: () => REASON },
  subscribe: {
    who: ADMINISTRATOR,
    where: 'no plant',
    body: () => ({ url: 'https://192.0.2.1/', types: ['interlock.*'], plants: [] }),
  },
  listSubscriptions: read,
  getSubscription: read,
  pauseSubscription: { who: ADMINISTRATOR, where: 'no plant', body: () => REASON },
  resumeSubscription: { who: ADMINISTRATOR, where: 'no plant', body: () => REASON },
  deleteSubscription: { who: ADMINISTRATOR, where: 'no plant', body: () => REASON },
  rotateSecret: { who: ADMINISTRATOR, where: 'no plant', body: () => ({}) },
  listDeliveries: read,
  retryDelivery: { who: ADMINISTRATOR, where: 'no plant' },
  replay: { who: ADMINISTRATOR, where: 'no plant', body: () => ({ after: 0 }) },
  listTransactions: read,
  getTransaction: read,
  listAudit: read,
  verifyAudit: read,
  exportAudit: read,
  getAuditKeys: read,
  // What sagas carry, for those who look into them.
  decodePayloads: { who: [...SUPPORT, 'auditor'], where: 'no plant', body: () => ({ payloads: [] }) },
  encodePayloads: { who: ADMINISTRATOR, where: 'no plant', body: () => ({ payloads: [] }) },
  getSignIn: open,
  isAlive: open,
  isReady: open,
  getMetrics: open,
  getOpenApi: open,
  getAsyncApi: open,
  listSchemas: open,
  getSchema: open,
  getDocs: open,
};
