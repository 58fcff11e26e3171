import type { PlantName } from './change';

/** A kind of system that keeps a part of an item's revision. */
export const KEEPERS = ['plm', 'erp', 'mes', 'qms'] as const;
export type Keeper = (typeof KEEPERS)[number];

/** The system of that kind that serves the plant. */
export const systemOf = (keeper: Keeper, plant: PlantName = 'lyon'): string =>
  keeper === 'mes' ? `mes-${plant}` : keeper;

interface Operations {
  /** Operations of which each tells a part of what is asked before anything is staged. */
  readonly assess: readonly string[];
  readonly stage: string;
  readonly activate: string;
  readonly undo: string;
  readonly read: string;
}

/** What each kind of system calls the steps of a release, as faults and effects name them. */
export const OPERATIONS: Readonly<Record<Keeper, Operations>> = {
  plm: {
    assess: ['change'],
    stage: 'implementation-start',
    activate: 'implementation-completion',
    undo: 'implementation-cancellation',
    read: 'implementation-query',
  },
  erp: {
    assess: ['open-object-query'],
    stage: 'planned-revision',
    activate: 'revision-release',
    undo: 'revision-cancellation',
    read: 'revision-query',
  },
  mes: {
    assess: ['work-centres'],
    stage: 'routing-deployment',
    activate: 'routing-activation',
    undo: 'routing-removal',
    read: 'routing-query',
  },
  qms: {
    assess: ['gauges'],
    stage: 'plan-draft',
    activate: 'plan-release',
    undo: 'plan-discard',
    read: 'plan-query',
  },
};
