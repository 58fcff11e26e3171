import type { SubjectKind } from '../contracts/target';
import type { Adapter } from './port';

/** What a port may answer beside its effects. */
type Read = 'exposure' | 'made' | 'package' | 'order' | 'shopFloor' | 'assess' | 'snapshot';

/** Calls, by their tag, because of which a system is brought to a state of such a subject. */
const BY_SUBJECT: Readonly<Record<SubjectKind, readonly string[]>> = {
  lot: ['holds', 'dispositions'],
  serial: ['holds'],
  order: ['holds'],
  shipment: ['holds'],
  nonconformance: ['holds'],
  disposition: ['dispositions'],
  item: ['changes'],
  starts: ['changes'],
  dispatch: ['production orders'],
  confirmation: ['production orders'],
  inspection: ['inspections'],
  checkpoint: ['inspections'],
  'inspection-result': ['inspections'],
};

/** Calls, by their tag, because of which a system is read so. */
const BY_READ: Readonly<Record<Read, readonly string[]>> = {
  exposure: ['holds', 'recall drills'],
  made: ['holds'],
  package: ['changes'],
  order: ['production orders'],
  shopFloor: ['production orders'],
  assess: ['changes', 'inspections'],
  snapshot: ['plants'],
};

const keysOf = <K extends string>(of: Readonly<Partial<Record<K, unknown>>>): K[] => Object.keys(of) as K[];

/** Kinds of subjects that a system takes. */
export const subjectsOf = ({ effects }: Adapter): SubjectKind[] => keysOf(effects);

/** What a system may be read for, beside its effects. */
export const readsOf = (adapter: Adapter): Read[] =>
  keysOf(BY_READ).filter((read) => adapter[read] !== undefined);

/** Tags of the calls that depend on a system. */
export const servesTags = (adapter: Adapter): string[] => [
  ...new Set([
    ...subjectsOf(adapter).flatMap((kind) => BY_SUBJECT[kind]),
    ...readsOf(adapter).flatMap((read) => BY_READ[read]),
  ]),
];
