import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { answerEach, observeEach, type Instance } from './context';
import { findLot } from './lots';
import { HOLD_CONTROL } from './order-hold';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';

export interface AlertRecord {
  readonly id: number;
  readonly number: string;
  readonly title: string | null;
  readonly state: string;
}

/**
 * A nonconformance is a quality alert, known by its number. One that the QMS raised gets the hold in its title; for a hold
 * that a person placed, an alert is raised through a failed inspection of the order that made the lot.
 */
export class NonconformanceEffect implements Effect {
  readonly repeat = 'findable';
  readonly batch = 20;

  constructor(private readonly instance: Instance) {}

  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]> {
    return answerEach(this.instance, asks, context, async (tryton, ask) => {
      const alert = (await findAlert(tryton, ask)) ?? (await this.raise(tryton, ask));
      const title = titleOf(ask);
      if (alert.title !== title) await tryton.write('quality.alert', [alert.id], { title });
      return { target: ask.target, outcome: 'acknowledged', prior: null };
    });
  }

  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]> {
    return observeEach(this.instance, asks, context, async (tryton, ask) => {
      const alert = await findAlert(tryton, ask);
      const posted = alert?.title === titleOf(ask);
      const base = { subject: ask.subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
      return { ...base, state: posted ? 'posted' : 'unknown', evidence: alert?.number ?? 'no such alert' };
    });
  }

  private async raise(tryton: TrytonCaller, ask: Ask): Promise<AlertRecord> {
    if (ask.detail.nonconformance)
      throw new TrytonRefusal('Missing', `There is no quality alert "${ask.detail.nonconformance.id}" here.`);
    const origin = await this.madeBy(tryton, ask);
    const [control] = await tryton.find<{ id: number }>(
      'quality.control',
      [['name', '=', HOLD_CONTROL]],
      ['id'],
    );
    if (!control)
      throw new TrytonRefusal(
        'Missing',
        `There is no quality control named "${HOLD_CONTROL}" in this instance; create it without operations.`,
      );
    const { company } = await this.instance.site.owner(tryton);
    const reference = ask.detail.hold;
    const [begun] = await tryton.find<{ id: number }>(
      'quality.inspection',
      [
        ['control', '=', control.id],
        ['reference', '=', reference],
      ],
      ['id'],
    );
    const values = { control: control.id, origin, company, reference, points: { released: false } };
    await tryton.press('quality.inspection', 'process', [
      begun?.id ?? (await tryton.create('quality.inspection', values)),
    ]);
    const raised = await findAlert(tryton, ask);
    if (!raised) throw new TrytonRefusal('Missing', `The inspection for ${reference} raised no alert.`);
    return raised;
  }

  /** An alert needs an order to stand on. */
  private async madeBy(tryton: TrytonCaller, { detail }: Ask): Promise<string> {
    const lot = await findLot(tryton, detail.lot);
    const domain = [
      ['lot', 'in', lot?.ids ?? []],
      ['production_output', '!=', null],
    ];
    const [move] = await tryton.find<{ production_output: number }>('stock.move', domain, [
      'production_output',
    ]);
    if (!move)
      throw new TrytonRefusal(
        'NoOrigin',
        `No order made ${detail.lot} in this instance, so no alert can be raised: raise it by hand.`,
      );
    return `production,${move.production_output}`;
  }
}

const titleOf = ({ detail }: Ask) => `${detail.hold}: ${detail.reason.text}`.slice(0, 200);

/** The alert that the QMS raised, or ours for this hold. */
export async function findAlert(tryton: TrytonCaller, { detail }: Ask): Promise<AlertRecord | null> {
  const { nonconformance, hold } = detail;
  const domain = nonconformance
    ? [['number', '=', nonconformance.id]]
    : [
        ['origin.reference', '=', hold, 'quality.inspection'],
        ['origin.control.name', '=', HOLD_CONTROL, 'quality.inspection'],
      ];
  const [alert] = await tryton.find<AlertRecord>('quality.alert', domain, ['number', 'title', 'state']);
  return alert ?? null;
}
