import type { Batch, Errand, Step } from '../../contracts/step';
import { detailsOf, summaryOf } from '../../workflows/words';

const errand: Errand = {
  target: 'erp/lot/PIN-10:L-0417',
  subject: { kind: 'lot', id: 'PIN-10:L-0417' },
  desired: { state: 'held', quantity: '70' },
  whole: true,
  generation: 1,
  token: 1,
  restore: null,
  item: 'PIN-10',
  lot: 'PIN-10:L-0417',
  unit: 'EA',
  plant: 'lyon',
  quarantine: 'LYON-QUARANTINE',
  disposition: null,
};
const sort: Errand = {
  ...errand,
  subject: { kind: 'disposition', id: 'DP-1' },
  desired: { state: 'posted', quantity: '70' },
  disposition: { id: 'DP-1', decision: 'sort', quantity: '70', reference: 'MRB-77' },
};
const ofOrder = (kind: 'dispatch' | 'confirmation', state: 'posted' | 'undone'): Errand => ({
  ...errand,
  subject: { kind, id: 'PO-7001' },
  desired: { state, quantity: null },
  lot: '',
});
const ofInspection = (
  kind: 'checkpoint' | 'inspection' | 'inspection-result',
  state: 'held' | 'free' | 'posted',
): Errand => ({
  ...errand,
  subject: { kind, id: 'IS-1' },
  desired: { state, quantity: null },
  inspection: {
    id: 'IS-1',
    number: null,
    lot: errand.lot,
    order: 'PO-7001',
    operation: '10',
    checkpoint: 'after-turning',
    revision: 'B',
    plan: { id: 'IP-PIN-10', version: 'B', characteristics: [] },
    result: null,
  },
});
const batch: Batch = {
  system: 'erp',
  mode: 'bring',
  required: true,
  deadline: null,
  patienceMs: 30_000,
  timeoutMs: 2_000,
  hold: 'QH-1',
  transaction: 'TX-1',
  reason: { code: 'dimension', text: 'diameter 9.89 mm' },
  nonconformance: null,
  errands: [errand],
};
const step: Step = {
  transaction: 'TX-1',
  plant: 'lyon',
  productFamily: 'wing-bracket',
  items: ['PIN-10'],
  state: 'open',
  containment: 'effective',
  openExceptions: 0,
  batches: [],
  questions: [],
  overtaken: [],
  wakeAt: null,
  done: false,
};

describe('what the Web UI shows of a step', () => {
  it.each<[string, Partial<Batch>]>([
    ['erp: hold lot PIN-10:L-0417', {}],
    ['erp: hold lot PIN-10:L-0417 and 1 more', { errands: [errand, errand] }],
    ['erp: free lot PIN-10:L-0417', { errands: [{ ...errand, desired: { state: 'free', quantity: '0' } }] }],
    ['mes-lyon: send order PO-7001', { system: 'mes-lyon', errands: [ofOrder('dispatch', 'posted')] }],
    ['mes-lyon: recall order PO-7001', { system: 'mes-lyon', errands: [ofOrder('dispatch', 'undone')] }],
    ['erp: confirm what was made of PO-7001', { errands: [ofOrder('confirmation', 'posted')] }],
    [
      'mes-lyon: wait at after-turning of PO-7001',
      { system: 'mes-lyon', errands: [ofInspection('checkpoint', 'held')] },
    ],
    [
      'mes-lyon: go on from after-turning of PO-7001',
      { system: 'mes-lyon', errands: [ofInspection('checkpoint', 'free')] },
    ],
    [
      'qms: inspect PIN-10:L-0417 by IP-PIN-10 B',
      { system: 'qms', errands: [ofInspection('inspection', 'posted')] },
    ],
    [
      'qms: record the result of PIN-10:L-0417',
      { system: 'qms', errands: [ofInspection('inspection-result', 'posted')] },
    ],
    ['erp: read back: hold lot PIN-10:L-0417', { mode: 'read' }],
    ['mes-lyon: sort 70 of PIN-10:L-0417', { system: 'mes-lyon', errands: [sort] }],
    ['qms: note sort 70 of PIN-10:L-0417', { system: 'qms', required: false, errands: [sort] }],
    [
      'erp: undo sort 70 of PIN-10:L-0417',
      { errands: [{ ...sort, desired: { state: 'undone', quantity: null } }] },
    ],
  ])('%s', (summary, changes) => {
    expect(summaryOf({ ...batch, ...changes })).toBe(summary);
  });

  it('is never longer than Temporal takes', () => {
    const id = `PIN-10:${'ü'.repeat(200)}`;
    const summary = summaryOf({ ...batch, errands: [{ ...errand, subject: { kind: 'lot', id } }] });
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(200);
  });
});

describe('what the Web UI shows of a hold', () => {
  it.each<[string, Partial<Step>, Batch[]]>([
    ['- erp: hold lot PIN-10:L-0417', { containment: 'gated' }, [batch]],
    ['Waits for a decision of the QMS.', {}, []],
    ['Waits for a decision, for people', { state: 'disposing' }, []],
    ['Nothing is left to do.', { state: 'closed', done: true }, []],
    ['containment **effective**, 2 exceptions open', { openExceptions: 2 }, []],
  ])('%s', (text, changes, inFlight) => {
    expect(detailsOf('QH-1', { ...step, ...changes }, inFlight)).toContain(text);
  });
});
