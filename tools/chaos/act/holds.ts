import { setTimeout as pause } from 'node:timers/promises';
import type { Disposition } from '../../../contracts/disposition';
import type { Hold } from '../../../contracts/hold';
import type { Releasability } from '../../../contracts/material';
import type { Interlock, Problem } from '../interlock';
import { waitUntil } from '../patience';
import type { PlannedDecision, PlannedHold } from '../plan/holds';
import type { KnownDisposition, KnownHold, Record } from '../record';

/** How often a hold is looked at while it is waited for, in milliseconds. */
const LOOK_MS = 500;

export interface HoldStage {
  readonly interlock: Interlock;
  readonly record: Record;
  readonly start: number;
  readonly signal: AbortSignal;
}

/** Places a hold when its time has come, asks the gate at once, and decides as planned. */
export async function playHold(
  planned: PlannedHold,
  lots: readonly string[],
  stage: HoldStage,
): Promise<void> {
  const { interlock, record, start, signal } = stage;
  await waitUntil(start, planned.at, signal);
  const { status, body } = await interlock.post<Hold & Problem>('quality', '/v1/quality-holds', {
    nonconformance: null,
    plant: planned.plant,
    scope: { lots: lots.map((lot) => ({ lot })) },
    reason: { code: 'chaos', text: 'a hold of the chaos run' },
    severity: 'major',
  });
  if (status !== 201) {
    record.defect('placing', lots.join(', '), null, `refused with ${body.code}: ${body.detail}`);
    return;
  }
  const hold: KnownHold = {
    id: body.id,
    plant: planned.plant,
    planned,
    lots: new Map(body.lots.map(({ lot, quantity }) => [lot, Number(quantity)])),
    dispositions: [],
  };
  record.holds.push(hold);
  await Promise.all(lots.map((lot) => expectShut(hold, lot, stage)));
  await pause(planned.decidedAfter, undefined, { signal });
  await Promise.all(lots.map((lot) => decide(hold, lot, stage)));
}

/** H1: from the answer on, the gate is shut; a gate that does not answer says no. */
async function expectShut(
  { id, plant }: KnownHold,
  lot: string,
  { interlock, record }: HoldStage,
): Promise<void> {
  const answer = await interlock.glance<Releasability>(gateOf(lot, plant));
  if (answer?.releasable)
    record.defect(
      'gate',
      lot,
      null,
      `releasable right after ${id} was answered 201: ${JSON.stringify(answer)}`,
    );
}

export const gateOf = (lot: string, plant: string): string =>
  `/v1/lots/${encodeURIComponent(lot)}/releasability?plant=${plant}&action=ship`;

async function decide(hold: KnownHold, lot: string, stage: HoldStage): Promise<void> {
  for (const planned of hold.planned.decisions) {
    const decided = await dispose(hold, lot, planned, stage);
    // What was sorted comes back, and only then is there something to decide again.
    if (decided && planned.decision === 'sort') await verified(hold, decided, stage);
  }
}

/** Decides once. Where others have taken pieces meanwhile, fewer are undecided than were read: it is read again. */
async function dispose(
  hold: KnownHold,
  lot: string,
  { decision, pieces }: PlannedDecision,
  { interlock, record }: HoldStage,
): Promise<KnownDisposition | null> {
  for (let attempt = 1; ; attempt++) {
    const undecided = await undecidedOf(hold, lot, interlock);
    const quantity = Math.min(pieces ?? undecided, undecided);
    if (quantity === 0) return null;
    const reference = `CHAOS-${hold.id}-${lot}-${hold.dispositions.length}-${attempt}`;
    const disposition: KnownDisposition = { reference, lot, decision, pieces: quantity, id: null };
    hold.dispositions.push(disposition);
    const { status, body } = await interlock.post<Disposition & Problem>(
      'quality',
      `/v1/quality-holds/${hold.id}/dispositions`,
      {
        lot,
        quantity: { value: String(quantity), unit: 'EA' },
        decision,
        reason: 'decided by the chaos run',
        reference,
        approvals: decision === 'use-as-is' ? APPROVALS : [],
      },
    );
    if (status === 201) {
      disposition.id = body.id;
      return disposition;
    }
    hold.dispositions.splice(hold.dispositions.indexOf(disposition), 1);
    if (body.code === 'not-enough-undecided') continue;
    // Others took the last pieces, and it closed.
    if (body.code !== 'hold-closed')
      record.defect(
        'disposition',
        hold.id,
        null,
        `${decision} ${quantity} of ${lot} refused with ${body.code}: ${body.detail}`,
      );
    return null;
  }
}

async function undecidedOf(hold: KnownHold, lot: string, interlock: Interlock): Promise<number> {
  const { lots } = await interlock.get<Hold>(`/v1/quality-holds/${hold.id}`);
  return Number(lots.find((one) => one.lot === lot)?.undecided ?? 0);
}

async function verified(
  hold: KnownHold,
  { id }: KnownDisposition,
  { interlock, signal }: HoldStage,
): Promise<void> {
  for (;;) {
    const { state } = await interlock.get<Disposition>(`/v1/quality-holds/${hold.id}/dispositions/${id}`);
    if (state === 'verified') return;
    await pause(LOOK_MS, undefined, { signal });
  }
}

const APPROVALS = (['quality', 'design-authority'] as const).map((kind) => ({
  kind,
  id: `chaos-${kind}`,
  name: 'Chaos Approver',
  meaning: 'approved for use as it is',
  at: new Date().toISOString(),
  reference: 'CON-CHAOS',
}));
