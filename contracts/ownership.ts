import { z } from 'zod';
import type { InboundType } from './inbound';

export const ROLES_OF_SYSTEMS = ['erp', 'mes', 'plm', 'qms', 'wms'] as const;
export type SystemRole = (typeof ROLES_OF_SYSTEMS)[number];

type TransitionOf<T> = T extends `${string}.${infer Name}.v1` ? Name : never;
/** `<object>.<transition>`: what an event from a system claims to have happened, such as `disposition.decided`. */
export type Transition = TransitionOf<InboundType>;

export const transitionOf = (type: InboundType): Transition =>
  type.split('.').slice(1, -1).join('.') as Transition;

/**
 * The role of the system whose word counts, for each transition that systems tell, where a topology does not say otherwise:
 * the PLM owns change approval; the ERP orders, inventory and postings; the MES execution, actual counts and consumption; the
 * QMS inspection results, nonconformances and dispositions; the WMS picking and loading.
 */
export const DEFAULT_OWNERSHIP: Readonly<Record<Transition, SystemRole>> = {
  'change.approved': 'plm',
  'change.withdrawn': 'plm',
  'checkpoint.reached': 'mes',
  'disposition.decided': 'qms',
  'disposition.revised': 'qms',
  'equipment.state-changed': 'mes',
  'inspection.completed': 'qms',
  'lot.merged': 'mes',
  'lot.received': 'erp',
  'lot.split': 'mes',
  'material.consumed': 'mes',
  'material.reversed': 'mes',
  'nonconformance.raised': 'qms',
  'nonconformance.voided': 'qms',
  'order.cancelled': 'erp',
  'order.changed': 'erp',
  'order.progressed': 'mes',
  'order.released': 'erp',
  'return.issued': 'erp',
  'rework.finished': 'mes',
  'scrap.confirmed': 'erp',
  'scrap.declared': 'mes',
  'shipment.loaded': 'wms',
  'shipment.picked': 'wms',
  'shipment.posted': 'erp',
  'shipment.reversed': 'erp',
  'sort.finished': 'mes',
  'stock.adjusted': 'erp',
  'stock.moved': 'erp',
  'transfer.dispatched': 'erp',
  'transfer.received': 'erp',
};

const TRANSITIONS = Object.keys(DEFAULT_OWNERSHIP) as Transition[];

/** Dispositions are the QMS's, whatever an enterprise agrees on else (H7). */
const isQualitys = (transition: string): boolean => /^(disposition|nonconformance)\./.test(transition);

/** Who owns which transition, where that differs from the usual; the rest is added. */
export const Ownership = z
  .partialRecord(z.enum(TRANSITIONS), z.enum(ROLES_OF_SYSTEMS))
  .superRefine((given, context) => {
    for (const [transition, owner] of Object.entries(given))
      if (isQualitys(transition) && owner !== 'qms')
        context.addIssue({
          code: 'custom',
          path: [transition],
          message: 'belongs to the QMS, and no topology changes that: leave it out',
        });
  })
  .transform((given): Record<Transition, SystemRole> => ({ ...DEFAULT_OWNERSHIP, ...given }));
