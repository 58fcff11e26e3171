import type { HoldRequest } from '../../client/openapi';
import { instantThere } from '../../parts/zone';

export const KINDS = {
  lots: 'Lots',
  serials: 'Serials',
  supplierLots: 'A supplier’s lot',
  orders: 'What an order made',
  workCentres: 'What a work centre made',
} as const;
export type Kind = keyof typeof KINDS;

/** What is entered of a hold that is not placed yet: texts as they are typed. */
export interface Draft {
  readonly plant: string;
  readonly kind: Kind;
  /** Of lots, serials, supplier's lots and orders: one a line. Of a work centre, its id. */
  readonly names: string;
  readonly supplier: string;
  /** Local times of the plant; `to` empty: until further notice. */
  readonly from: string;
  readonly to: string;
  readonly severity: HoldRequest['severity'];
  readonly code: string;
  readonly text: string;
  /** The QMS's number of the nonconformance; empty: the QMS raises one. */
  readonly nonconformance: string;
}

/** Lots, serials, orders: each on a line of its own, or apart by spaces, commas or semicolons. */
export const namesOf = (text: string): string[] => [
  ...new Set(text.split(/[\s,;]+/).filter((name) => name !== '')),
];

/** @param at the zone of the plant's clock, and the QMS that knows the nonconformance */
export function requestOf(draft: Draft, at: { timeZone: string; qms: string | null }): HoldRequest {
  const number = draft.nonconformance.trim();
  return {
    nonconformance: number === '' || at.qms === null ? null : { system: at.qms, id: number },
    plant: draft.plant,
    scope: scopeOf(draft, at.timeZone),
    reason: { code: draft.code.trim(), text: draft.text.trim() },
    severity: draft.severity,
    releaseCondition: null,
  };
}

function scopeOf({ kind, names, supplier, from, to }: Draft, timeZone: string): HoldRequest['scope'] {
  const all = namesOf(names);
  switch (kind) {
    case 'lots':
      return { lots: all.map((lot) => ({ lot })) };
    case 'serials':
      return { serials: all };
    case 'supplierLots':
      return { supplierLots: all.map((supplierLot) => ({ supplier: supplier.trim(), supplierLot })) };
    case 'orders':
      return { orders: all };
    case 'workCentres':
      return {
        workCentres: all.map((id) => ({
          id,
          from: instantThere(from, timeZone),
          to: to === '' ? null : instantThere(to, timeZone),
        })),
      };
  }
}
