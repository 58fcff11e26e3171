import { randomUUID } from 'node:crypto';
import { pin } from '../../sandbox/data/revisions';
import type { Answered, TestSystem } from './start';

export interface RevisionAnswer {
  readonly subject: string;
  readonly done: boolean;
  readonly code?: string;
}

const { bom, routing, plan } = pin('C', '9.96');
const atLyon = routing.map((operation) => ({ ...operation, workCentres: ['CNC-2'] }));

/** How each kind takes revision C of PIN-10 at lyon. */
export const WORDS = {
  erp: {
    list: 'materials',
    stage: 'planned-revisions',
    activate: 'revision-releases',
    undo: 'revision-cancellations',
    query: 'revision-queries',
    content: { billOfMaterial: bom, routing: atLyon },
  },
  mes: {
    list: 'routings',
    stage: 'routing-deployments',
    activate: 'routing-activations',
    undo: 'routing-removals',
    query: 'routing-queries',
    content: { operations: atLyon, limits: plan, fromSerial: null },
  },
  qms: {
    list: 'plans',
    stage: 'plan-drafts',
    activate: 'plan-releases',
    undo: 'plan-discards',
    query: 'plan-queries',
    content: { plan },
  },
  plm: {
    list: 'implementations',
    stage: 'implementation-starts',
    activate: 'implementation-completions',
    undo: 'implementation-cancellations',
    query: 'implementation-queries',
    content: {},
  },
} as const;
export type RevisionKind = keyof typeof WORDS;

let sequence = 0;

/** Asks one line of a system; revision C of PIN-10 at lyon for ECO-1042, unless said otherwise. */
export async function revise(
  system: TestSystem,
  kind: RevisionKind,
  step: 'stage' | 'activate' | 'undo',
  changes: object = {},
): Promise<RevisionAnswer> {
  const words = WORDS[kind];
  const line = {
    key: randomUUID(),
    sequence: (sequence += 1),
    expiresAt: null,
    item: 'PIN-10',
    plant: 'lyon',
    revision: 'C',
    change: 'ECO-1042',
    ...(step === 'stage' ? { replaces: 'B', validFrom: '3001-01-01', ...words.content } : {}),
    ...changes,
  };
  const { body }: Answered<Record<string, RevisionAnswer[]>> = await system.post(`/${words[step]}`, {
    [words.list]: [line],
  });
  return body[words.list]![0]!;
}

/** What the system says of PIN-10 at lyon on its control address. */
export async function pins(system: TestSystem): Promise<object> {
  const { items } = await system.state<{ items: Record<string, object> }>();
  return items['PIN-10@lyon']!;
}

export const OLD = { active: 'B', usable: ['B'], staged: null };
export const STAGED = { active: 'B', usable: ['B'], staged: 'C' };
export const NEW = { active: 'C', usable: ['C'], staged: null };
