import type { VISIT_OUTCOMES } from '../contracts/story';
import type { Result } from '../contracts/result';
import type { Desired } from '../contracts/target';
import { satisfies, type TargetState } from '../domain/targets';
import type { Tx } from './pool';

type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** A visit that came home. Instants are milliseconds since 1970. */
interface Visit {
  readonly result: Result;
  readonly desired: Desired;
  readonly outcome: VisitOutcome;
  readonly askedAt: number | null;
}

/** Column, its Postgres type, and where its value is. */
const COLUMNS: readonly [string, string, (visit: Visit) => unknown][] = [
  ['target', 'text', ({ result }) => result.target],
  ['token', 'bigint', ({ result }) => result.token],
  ['generation', 'integer', ({ result }) => result.generation],
  ['desired_state', 'text', ({ desired }) => desired.state],
  ['desired_quantity', 'numeric', ({ desired }) => desired.quantity],
  ['asked_at', 'timestamptz', ({ askedAt }) => date(askedAt)],
  [
    'answered_at',
    'timestamptz',
    ({ result }) => date('acknowledgedAt' in result ? result.acknowledgedAt : null),
  ],
  ['at', 'timestamptz', ({ result }) => date(result.at)],
  ['outcome', 'text', ({ outcome }) => outcome],
  ['code', 'text', ({ result }) => ('code' in result ? result.code : null)],
  ['said_state', 'text', ({ result }) => ('reading' in result ? result.reading.state : null)],
  ['said_quantity', 'text', ({ result }) => ('reading' in result ? result.reading.quantity : null)],
  ['answer', 'text', ({ result }) => ('reading' in result ? result.reading.evidence : result.text)],
];
const date = (at: number | null) => (at === null ? null : new Date(at).toISOString());

const names = COLUMNS.map(([name]) => name).join(', ');
const RECORD = `insert into visit (transaction, ${names})
  select $1, ${names} from unnest(${COLUMNS.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ')}) brought (${names})
  on conflict do nothing`;

/**
 * Keeps what was brought home for the story of the transaction, also of what has been overtaken since: one statement a batch.
 * A visit that is told of again stays as it was told first.
 * @param states of the targets before the results were settled
 */
export async function recordVisits(
  tx: Tx,
  transaction: string,
  results: readonly Result[],
  states: ReadonlyMap<string, TargetState>,
): Promise<void> {
  const visits = results.flatMap((result): Visit[] => {
    const state = states.get(result.target);
    if (!state) return [];
    // A worker of the release before does not say what it has asked.
    const desired = result.desired ?? state.desired;
    return [
      {
        result,
        desired,
        outcome: outcomeOf(result, desired, state.whole),
        askedAt: askedAtOf(result, state),
      },
    ];
  });
  if (visits.length === 0) return;
  await tx.query({
    name: 'visit-record',
    text: RECORD,
    values: [transaction, ...COLUMNS.map(([, , value]) => visits.map(value))],
  });
}

function outcomeOf(result: Result, desired: Desired, whole: boolean): VisitOutcome {
  if (result.outcome !== 'observed') return result.outcome;
  if (!satisfies(desired, whole, result.reading)) return 'contradicted';
  return result.reading.cannotEnforce === null ? 'observed' : 'cannot-enforce';
}

/** A visit that was refused or given up does not say when it asked: not before it was given out, where it was to ask. */
function askedAtOf(result: Result, state: TargetState): number | null {
  if (result.outcome === 'observed') return result.askedAt;
  const isUnsent = result.outcome === 'lapsed' && result.unsent === true;
  return isUnsent || state.readFirst || state.token !== result.token ? null : state.askedAt;
}
