import type { StoryStep } from '../../client/openapi';
import type { Tone } from '../../parts/badge';

export type Step = StoryStep;
export interface Mark {
  readonly tone: Tone;
  readonly text: string;
}

const VISIT: Readonly<Record<Extract<Step, { kind: 'visit' }>['outcome'], Tone>> = {
  observed: 'good',
  contradicted: 'bad',
  'cannot-enforce': 'warn',
  rejected: 'bad',
  misconfigured: 'bad',
  lapsed: 'warn',
  unanswered: 'wait',
};
const CALL: Readonly<Record<Extract<Step, { kind: 'call' }>['state'], Tone>> = {
  waiting: 'wait',
  running: 'wait',
  completed: 'good',
  failed: 'bad',
  'timed-out': 'bad',
  cancelled: 'off',
};

/** How a step ended, where that is of any concern; null: it is what it says. */
export function markOf(step: Step): Mark | null {
  switch (step.kind) {
    case 'visit':
      return { tone: VISIT[step.outcome], text: step.outcome };
    case 'call':
      return { tone: CALL[step.state], text: step.state };
    case 'delivery':
      return { tone: step.state === 'dead' ? 'bad' : 'good', text: step.state };
    case 'timer':
      return step.firedAt === null ? { tone: 'wait', text: 'waiting' } : null;
    case 'run':
      return /fail|timed|terminat/i.test(step.state) ? { tone: 'bad', text: step.state } : null;
    case 'record':
      if (step.action.endsWith('.refused')) return { tone: 'bad', text: 'refused' };
      return step.action === 'exception.opened' ? { tone: 'bad', text: 'parked' } : null;
    default:
      return null;
  }
}

const SAGA: readonly Step['kind'][] = ['run', 'timer', 'call'];

/** Whether the address asks for this step. */
export function fits(step: Step, { kind, system }: Readonly<Record<string, string | undefined>>): boolean {
  if (system !== undefined && (step.system ?? 'interlock') !== system) return false;
  if (kind === undefined) return true;
  if (kind === 'failed') return ['bad', 'warn'].includes(markOf(step)?.tone ?? '');
  return kind === 'saga' ? SAGA.includes(step.kind) : step.kind === kind;
}

/** A step, how often the same came again, and when last. */
export interface Repeated {
  readonly step: Step;
  readonly more: number;
  readonly last: string;
}

/** The same visits and calls, over and over while a system does not come round, as one: where the first of them stands. */
export function folded(steps: readonly Step[]): Repeated[] {
  const seen = new Map<string, Repeated>();
  for (const step of steps) {
    const isTried = step.kind === 'visit' || step.kind === 'call';
    const key = isTried ? `${step.kind} ${step.system} ${step.text}` : step.id;
    const before = seen.get(key);
    seen.set(
      key,
      before ? { ...before, more: before.more + 1, last: step.at } : { step, more: 0, last: step.at },
    );
  }
  return [...seen.values()];
}

/** Steps by system, each in time order; under no name: Interlock itself, and people. */
export function groupsOf(steps: readonly Step[]): [system: string, steps: Step[]][] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = step.system ?? '';
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups].sort(([one], [other]) => one.localeCompare(other));
}
