import type { InspectionAsk } from '../../../contracts/inspection';
import type { OrderAsk } from '../../../contracts/production-order';
import { type RevisionAsk, SENTINEL } from '../../../contracts/revision';
import type { Batch, Errand } from '../../../contracts/step';
import type { Desired, DesiredState, SubjectKind } from '../../../contracts/target';
import { adapterOf, revisionOf } from '../../adapters/sandbox/ask';
import { pin } from '../../../sandbox/data/revisions';
import { sandbox } from '../../sandbox/start';

const LOT = 'PIN-10:L-0417';

/** A way of an effect: what is to be brought home, and what before it. */
export interface Way {
  readonly state: DesiredState;
  readonly after: readonly DesiredState[];
}
const way = (state: DesiredState, ...after: DesiredState[]): Way => ({ state, after });

/** Every state that is asked for of a subject of that kind. A kind that is not here is not tested: the test says so. */
export const WAYS: Partial<Record<SubjectKind, readonly Way[]>> = {
  lot: [way('held'), way('free', 'held')],
  disposition: [way('posted'), way('undone', 'posted')],
  nonconformance: [way('posted')],
  item: [way('staged'), way('active', 'staged'), way('undone', 'staged')],
  starts: [way('held'), way('free', 'held')],
  inspection: [way('posted')],
  checkpoint: [way('held'), way('free', 'held')],
  'inspection-result': [way('posted')],
  order: [way('held'), way('free', 'held')],
  dispatch: [way('posted'), way('undone', 'posted')],
  confirmation: [way('posted')],
};

const SUBJECTS: Partial<Record<SubjectKind, string>> = {
  lot: LOT,
  disposition: 'DP-1',
  nonconformance: 'QH-1',
  item: 'PIN-10@lyon',
  starts: 'PIN-10@lyon',
  inspection: 'IS-1',
  checkpoint: 'IS-1',
  'inspection-result': 'IS-1/1',
  order: 'PO-7001',
  dispatch: 'PO-9001',
  confirmation: 'PO-7001',
};

const ORDER: OrderAsk = {
  id: 'PO-9001',
  item: 'PIN-10',
  revision: 'B',
  quantity: '600',
  unit: 'EA',
  due: null,
  workCentre: 'CNC-2',
  reservations: [],
  finishOnOld: false,
  good: '2500',
  scrapped: '4',
  final: false,
};

const desired = (kind: SubjectKind, state: DesiredState): Desired => ({
  state,
  quantity: kind === 'lot' ? (state === 'held' ? '70' : '0') : kind === 'disposition' ? '1' : null,
});

const plan = pin('B', '9.95').plan!;
const INSPECTION: InspectionAsk = {
  id: 'IS-1',
  number: 'IL-40001',
  lot: LOT,
  order: 'PO-7001',
  operation: '10',
  checkpoint: 'after-turning',
  revision: 'B',
  plan,
  result: {
    inspection: { system: 'qms', id: 'IL-40001' },
    plant: 'lyon',
    lot: LOT,
    revision: 'B',
    plan: { id: plan.id, version: plan.version },
    order: 'PO-7001',
    sampling: { lotSize: 70, sampleSize: 1, accept: 0, reject: 1 },
    readings: [{ piece: '66', characteristic: 'diameter-2', value: '9.89', unit: 'MMT', gauge: 'G-12' }],
    verdict: 'fail',
    measuredBy: 'Inès Roux',
    measuredAt: '2026-11-03T06:40:00.000Z',
  },
};

let token = 0;

/** A batch of one target, as the ledger claims it. */
export function batchOf(
  system: string,
  kind: SubjectKind,
  state: DesiredState,
  generation: number,
  revision: RevisionAsk,
): Batch {
  const id = SUBJECTS[kind]!;
  const errand: Errand = {
    target: `${system}/${kind}/${id}`,
    subject: { kind, id },
    desired: desired(kind, state),
    whole: state === 'held',
    generation,
    token: (token += 1),
    restore: null,
    item: 'PIN-10',
    lot: LOT,
    unit: 'EA',
    plant: 'lyon',
    quarantine: 'LYON-QUARANTINE',
    disposition: { id, decision: 'scrap', quantity: '1', reference: 'MRB-77' },
    inspection: INSPECTION,
    order: { ...ORDER, id },
    revision,
  };
  return {
    system,
    mode: state === 'free' ? 'free' : 'bring',
    required: true,
    deadline: state === 'free' ? Date.now() + 60_000 : null,
    patienceMs: 30_000,
    timeoutMs: 20_000,
    hold: 'QH-1',
    transaction: 'TX-1',
    reason: { code: 'dimension', text: 'undersize' },
    nonconformance: null,
    errands: [errand],
  };
}

/** A revision of PIN-10 as the PLM has it. */
export const pinRevision = async (): Promise<RevisionAsk> => ({
  ...(await revisionOf(adapterOf('plm', await sandbox('plm')), 'ECO-1042')),
  validFrom: SENTINEL,
});
