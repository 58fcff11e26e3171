/** What the documents show, from the demo enterprise: each is valid for its call, and a test says so. */

/** Of parameters in addresses and queries, by name; of one call where its own differs. */
const PARAMETERS: Readonly<Record<string, unknown>> = {
  plant: 'lyon',
  lot: 'PIN-10:L-0417',
  item: 'PIN-10',
  system: 'qms',
  action: 'ship',
  quantity: '10',
  unit: 'EA',
  limit: 50,
  direction: 'forward',
  type: 'interlock.quality-hold.*',
};

export const parameterExample = (name: string): unknown => PARAMETERS[name];

const each = (value: string) => ({ value, unit: 'EA' });
const because = { reason: 'the cause was found and mended' };

/** `{}` as JSON. */
const PAYLOADS = { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'e30=' }] };

/** Of bodies, by the call's id. */
export const BODIES: Readonly<Record<string, unknown>> = {
  placeHold: {
    nonconformance: { system: 'qms', id: 'NC-2026-0117' },
    plant: 'lyon',
    scope: { lots: [{ lot: 'PIN-10:L-0417' }] },
    reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
    severity: 'critical',
    releaseCondition: null,
  },
  previewHold: {
    nonconformance: null,
    plant: 'lyon',
    scope: { supplierLots: [{ supplier: 'MILL-1', supplierLot: 'HEAT-88' }] },
    reason: { code: 'material', text: 'the mill has called the heat back' },
    severity: 'major',
  },
  addLots: {
    lots: [{ lot: 'PIN-10:L-0418', quantity: each('40'), identifiedBy: { handlingUnit: 'HU-88' } }],
  },
  endScope: { workCentres: [{ id: 'CNC-2', to: '2026-11-03T14:00:00Z' }], reason: 'the tool was changed' },
  recordPhysicalControl: { lot: 'PIN-10:L-0417', location: 'CAGE-1', counted: each('70'), tag: 'RED-0017' },
  answerResidual: { action: 'notify', reference: 'CN-0042', text: 'Please set the parts aside.' },
  decideDisposition: {
    lot: 'PIN-10:L-0417',
    quantity: each('1'),
    decision: 'scrap',
    reason: 'undersize',
    reference: 'MRB-77',
  },
  reverseDisposition: because,
  requestChange: {
    change: { system: 'plm', id: 'ECO-1042' },
    plants: [
      { plant: 'lyon', effectivity: { kind: 'immediate' } },
      { plant: 'monterrey', effectivity: { kind: 'date', localDate: '2026-12-01', at: 'shift-start' } },
    ],
    policy: 'plant-by-plant',
    onConflict: 'refuse',
  },
  preflightChange: {
    change: { system: 'plm', id: 'ECO-1042' },
    plants: [{ plant: 'lyon', effectivity: { kind: 'use-up' } }],
  },
  decideAffected: {
    object: 'stock',
    id: 'PIN-10:L-0417',
    plant: 'lyon',
    decision: 'sort',
    quantityAssessed: each('70'),
  },
  withdrawChange: { reason: 'the drawing is to be mended first' },
  resolveException: { action: 'retry', reason: 'the ERP is back', payload: null },
  dispatchOrder: { order: { system: 'erp', id: 'PO-7001' }, plant: 'lyon' },
  openInspection: {
    plant: 'lyon',
    lot: 'PIN-10:L-0417',
    order: 'PO-7001',
    operation: '20',
    checkpoint: 'final',
  },
  postInspectionResult: {
    inspection: { system: 'qms', id: 'IN-0042' },
    plant: 'lyon',
    lot: 'PIN-10:L-0417',
    revision: 'B',
    plan: { id: 'PLAN-PIN-10', version: 'B' },
    order: 'PO-7001',
    sampling: { lotSize: 70, sampleSize: 70, accept: 0, reject: 1 },
    readings: [{ piece: '66', characteristic: 'diameter-1', value: '9.89', unit: 'MMT', gauge: 'G-12' }],
    verdict: 'fail',
    measuredBy: 'A. Keller',
    measuredAt: '2026-11-03T06:40:00Z',
  },
  authorizeShipment: {
    shipment: 'SH-0042',
    plant: 'lyon',
    customer: 'CUST-1',
    lines: [{ lot: 'BRACKET-100:L-0001', quantity: each('5') }],
  },
  cancelShipmentAuthorization: { reason: 'the customer has moved the date' },
  drillRecall: { lot: 'PIN-10:L-0417', reason: 'the yearly drill' },
  createApiKey: { name: 'MES Lyon', role: 'plant', plants: ['lyon'], scopes: null },
  rotateApiKey: { overlapSeconds: 86_400 },
  revokeApiKey: { reason: 'the laptop was lost' },
  signRecord: {
    record: { type: 'change-activation', change: 'EC-1', plant: 'lyon' },
    capacity: 'activation',
    meaning: 'I have reviewed the change and release it for production.',
    secret: 'correct horse battery staple',
  },
  enrolSigner: { person: 'quality', reason: 'her passport was seen' },
  setSigningSecret: { secret: 'correct horse battery staple', code: '4F7K-2M9Q' },
  revokeSigner: { reason: 'she has left the company' },
  compareTopology: { text: 'enterprise: acme\nplants: {}\n', variables: {} },
  applyTopology: { text: 'enterprise: acme\nplants: {}\n', variables: {} },
  reportTopology: { process: 'worker-lyon/host/4711', version: 2, failure: null },
  subscribe: {
    url: 'https://planning.example.com/interlock',
    types: ['interlock.quality-hold.*'],
    plants: ['lyon'],
  },
  rotateSecret: { overlapHours: 24 },
  replay: { after: 1_000 },
  pauseSubscription: { reason: 'planning is being moved' },
  resumeSubscription: { reason: 'planning was moved' },
  deleteSubscription: { reason: 'planning is switched off' },
  placeLegalHold: { transaction: 'TX-1', reason: 'claim 2026-17' },
  releaseLegalHold: { reason: 'claim 2026-17 is settled' },
  encodePayloads: PAYLOADS,
  decodePayloads: PAYLOADS,
  receiveEvents: {
    specversion: '1.0',
    id: '7f2c8a4e',
    source: 'qms',
    type: 'qms.nonconformance.voided.v1',
    time: '2026-11-03T06:40:00Z',
    data: { id: 'NC-2026-0117', reason: 'raised by mistake' },
  },
};
