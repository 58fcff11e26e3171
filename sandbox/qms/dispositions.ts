import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Action } from '../core/documents';
import type { Effects } from '../core/effects';
import type { Outbox } from '../core/outbox';
import { Positive } from '../core/quantity';
import { Refusal } from '../core/refusal';
import { type Route, write } from '../core/route';
import type { Inspections } from './inspections';
import type { Nonconformances } from './nonconformances';

export const DECISIONS = [
  'release',
  'sort',
  'rework',
  'repair',
  'use-as-is',
  'regrade',
  'scrap',
  'return-to-supplier',
] as const;

const Decided = z.object({
  nonconformance: z.string().min(1),
  lot: z.string().min(1),
  quantity: z.object({ value: Positive, unit: z.string() }),
  decision: z.enum(DECISIONS),
  reason: z.string().min(1),
  reference: z.string().min(1),
  approvals: z.array(z.looseObject({})).default([]),
  decidedBy: z.object({ id: z.string(), name: z.string(), role: z.string() }),
});

/** Decisions that people sign in the QMS, each announced with its signature. */
export function dispositionRoutes(
  nonconformances: Nonconformances,
  outbox: Outbox,
  effects: Effects,
): Route[] {
  return [
    write(
      effects,
      'disposition',
      '/dispositions',
      Decided,
      ({ lot }) => lot,
      ({ nonconformance, ...decided }) => {
        const { id, lots, hold, origin } = nonconformances.need(nonconformance);
        if (!lots.includes(decided.lot))
          throw new Refusal(
            'NOT_CONCERNED',
            `${decided.lot} is not part of ${id}, which is about ${lots.join(', ')}.`,
          );
        // One that was raised on behalf of a hold is not known to whoever placed it by our number.
        const about = origin === 'raised for a hold' ? { hold } : { nonconformance: id };
        const decidedAt = new Date().toISOString();
        const record = { ...about, ...decided, concession: null, decidedAt };
        const recordHash = createHash('sha256').update(JSON.stringify(record)).digest('hex');
        const signature = {
          signer: decided.decidedBy.name,
          meaning: 'disposition decided',
          signedAt: decidedAt,
          recordHash,
        };
        outbox.announce('qms.disposition.decided.v1', decided.lot, { ...record, signature });
        return { nonconformance: id, decidedAt, signature };
      },
    ),
  ];
}

/** What the QMS does when it hears how a disposition is carried out: pieces that were worked on are inspected again. */
export function dispositionReports(inspections: Inspections): Record<string, Action> {
  const noted: Action = { post: () => undefined, cancel: () => undefined, finish: null };
  const inspectAgain: Action = {
    ...noted,
    finish: ({ plant, lot, reference }) => inspections.passAgain(plant, lot, reference),
  };
  const actions = DECISIONS.map((decision) => [
    decision,
    decision === 'rework' || decision === 'repair' ? inspectAgain : noted,
  ]);
  return Object.fromEntries(actions);
}
