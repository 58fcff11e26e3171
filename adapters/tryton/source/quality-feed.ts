import { lotsOf } from '../inspected';
import { HOLD_CONTROL } from '../order-hold';
import type { TrytonCaller } from '../rpc';
import { millisecondsOf, type TrytonInstant } from '../values';
import { parseDecision } from './decision';
import { changedSince, event, instantOf, readingOf, type Changed, type Feed, type SourceEvent } from './feed';

interface Alert extends Changed {
  readonly number: string;
  readonly state: string;
  readonly description: string | null;
  readonly create_date: TrytonInstant;
  readonly 'origin.': {
    readonly reference: string | null;
    readonly origin: string | null;
    readonly points: Readonly<Record<string, unknown>> | null;
    readonly control: number;
    readonly processed_at: TrytonInstant | null;
    readonly 'control.': { readonly name: string };
    readonly 'failed_by.': { readonly id: number; readonly rec_name: string } | null;
  };
}
const FIELDS = [
  'number',
  'state',
  'description',
  'create_date',
  ...['reference', 'origin', 'points', 'control', 'control.name', 'processed_at', 'failed_by.rec_name'].map(
    (field) => `origin.${field}`,
  ),
];

/** The QMS: an alert is a nonconformance, and a resolved one carries the decision. Alerts of our own holds are neither. */
export const qualityFeed: Feed = async (tryton, plant, since) => {
  const alerts = await changedSince<Alert>(tryton, 'quality.alert', since, [], FIELDS);
  const foreign = alerts.filter((alert) => alert['origin.']['control.'].name !== HOLD_CONTROL);
  // Told apart, so that a decision that cannot be read keeps back no nonconformance.
  const raises = await readingOf(foreign, async (alert) => [await raised(tryton, plant, alert)]);
  const resolved = foreign.filter(({ state }) => state === 'resolved');
  const decisions = await readingOf(resolved, (alert) => decided(tryton, alert));
  return {
    events: [...raises.events, ...decisions.events],
    problems: [...raises.problems, ...decisions.problems],
    newest: raises.newest,
  };
};

async function raised(tryton: TrytonCaller, plant: string, alert: Alert): Promise<SourceEvent> {
  const inspection = alert['origin.'];
  const found = inspection.processed_at ?? alert.create_date;
  const by = inspection['failed_by.'];
  return event({
    id: `quality.alert,${alert.id}:raised`,
    type: 'qms.nonconformance.raised.v1',
    subject: alert.number,
    at: millisecondsOf(alert.create_date),
    data: {
      id: alert.number,
      plant,
      scope: { lots: (await lotsOf(tryton, inspection.origin)).map((lot) => ({ lot })) },
      reason: { code: 'inspection', text: await failureOf(tryton, inspection) },
      // Tryton grades no nonconformance; what an inspection found wrong is not minor until somebody says so.
      severity: 'major',
      detectedAt: instantOf(millisecondsOf(found)),
      raisedBy: by ? { id: `employee-${by.id}`, name: by.rec_name } : 'inspection',
    },
  });
}

/** `pin 66: Diameter 2, mm 9.89 (9.95 to 10.05)`: what was measured outside its limits. */
async function failureOf(
  tryton: TrytonCaller,
  { reference, control, points }: Alert['origin.'],
): Promise<string> {
  const limits = await tryton.find<{
    name: string;
    string: string;
    tolerance_lower: number | null;
    tolerance_upper: number | null;
  }>(
    'quality.control.point',
    [['control', '=', control]],
    ['name', 'string', 'tolerance_lower', 'tolerance_upper'],
  );
  const wrong = limits.flatMap(({ name, string, tolerance_lower: lower, tolerance_upper: upper }) => {
    const value = points?.[name];
    if (value === false) return [`${string}: no`];
    if (typeof value !== 'number') return [];
    const outside = (lower !== null && value < lower) || (upper !== null && value > upper);
    return outside ? [`${string} ${value} (${lower ?? '…'} to ${upper ?? '…'})`] : [];
  });
  return [reference, wrong.join(', ') || 'the inspection failed'].filter(Boolean).join(': ');
}

interface LogRow {
  readonly id: number;
  readonly create_date: TrytonInstant;
  readonly 'user.': { readonly id: number; readonly login: string; readonly name: string } | null;
}

/** Who decided and when is in the log: one row for each time that the alert was resolved, of which the last one counts. */
async function decided(tryton: TrytonCaller, alert: Alert): Promise<SourceEvent[]> {
  const domain = [
    // An administrator may read all of the log; anybody else, that of records they name.
    ['resource', 'in', [`quality.alert,${alert.id}`]],
    ['event', '=', 'transition'],
    ['target', '=', 'state:resolved'],
  ];
  const row = (
    await tryton.find<LogRow>('ir.model.log', domain, ['create_date', 'user.login', 'user.name'])
  ).at(-1);
  if (!row) return [];
  const at = millisecondsOf(row.create_date);
  const by = row['user.'];
  return parseDecision(alert.number, alert.description).map((disposition, index) =>
    event({
      id: `ir.model.log,${row.id}:${index}`,
      type: 'qms.disposition.decided.v1',
      subject: alert.number,
      at,
      data: {
        nonconformance: alert.number,
        ...disposition,
        decidedBy: { id: by?.login ?? 'unknown', name: by?.name ?? 'unknown', role: 'quality' },
        decidedAt: instantOf(at),
      },
    }),
  );
}
