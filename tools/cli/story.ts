import type { Transaction } from '../../contracts/record';
import type { StoryStep } from '../../contracts/story';
import { aligned } from './table';
import { cut, styled, terminal } from './terminal';

type Style = Parameters<typeof styled>[0];

/** What a story is told of. */
export type Told = Pick<
  Transaction,
  'transaction' | 'hold' | 'change' | 'inspection' | 'order' | 'shipmentAuthorization' | 'story'
>;

/** Who did it: a person, a system, Interlock, or Temporal. */
const actorOf = (step: StoryStep): string => {
  if (step.system !== null) return step.system;
  if (step.kind === 'record') return step.who.name;
  return step.kind === 'run' || step.kind === 'timer' ? 'Temporal' : 'Interlock';
};

/** How it is looked at first: what went wrong, what is still out, what is only said. */
function styleOf(step: StoryStep): Style | null {
  if (step.kind === 'event' || step.kind === 'run' || step.kind === 'timer') return 'dim';
  if (step.kind === 'delivery') return step.state === 'dead' ? 'red' : 'dim';
  if (step.kind === 'call') return step.endedAt === null ? 'yellow' : 'dim';
  if (step.kind === 'record')
    return step.action.startsWith('exception.') || step.action.endsWith('.refused') ? 'yellow' : null;
  if (step.outcome === 'observed') return 'green';
  return step.outcome === 'unanswered' || step.outcome === 'lapsed' ? 'yellow' : 'red';
}

/** Milliseconds from one instant to another, for people: "0 ms", "4.2 s", "3 min", "5 h", "12 d" */
export function between(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} d`;
}

/** How long a system took, where that is known. */
function tookOf(step: StoryStep): string {
  if (step.kind === 'visit' && step.askedAt !== null && step.settledAt !== null)
    return between(step.askedAt, step.settledAt);
  return step.kind === 'call' && step.endedAt !== null ? between(step.at, step.endedAt) : '';
}

/** A line for each step: its instant, how long after the beginning, who, how long it took, what. */
export function stepLines(steps: readonly StoryStep[], begin: string): string[] {
  const lines = aligned(
    steps.map((step) => [
      step.at.slice(0, 10) === begin.slice(0, 10)
        ? step.at.slice(11, 23)
        : step.at.slice(0, 19).replace('T', ' '),
      `+${between(begin, step.at)}`,
      actorOf(step),
      tookOf(step),
      step.text,
    ]),
  );
  return lines.map((line, index) => {
    const style = styleOf(steps[index]!);
    return style === null ? line : styled(style, line);
  });
}

/** What it is about, and when it began. */
export function headOf({
  transaction,
  hold,
  change,
  inspection,
  order,
  shipmentAuthorization,
  story,
}: Told): string {
  const about = [
    hold && `hold ${hold.id} at ${hold.plant}: ${hold.state}, ${hold.containment}; ${hold.reason.text}`,
    change &&
      `change ${change.id} (${change.change.id}): ${change.plants.map(({ plant, state }) => `${plant} ${state}`).join(', ')}`,
    inspection &&
      `inspection ${inspection.id} of ${inspection.lot} at ${inspection.plant}: ${inspection.state}`,
    order && `order ${order.order.id} (${order.id}) at ${order.plant}: ${order.state}`,
    shipmentAuthorization &&
      `shipment ${shipmentAuthorization.shipment} (${shipmentAuthorization.id}): ${shipmentAuthorization.state}`,
  ].filter((one) => one !== null);
  const began = story.steps[0] && `began ${story.steps[0].at}`;
  return [styled('bold', transaction), ...about, ...(began ? [began] : [])].join('\n');
}

/** What it waits for, and what could not be told. */
export function tailOf({ story: { waiting, missing, next } }: Pick<Told, 'story'>): string {
  const waits = waiting.map(({ system, text, exception, since }) => {
    const details = [exception, since && `since ${since}`].filter((one) => one !== null).join(', ');
    const whom = system === null ? '' : `${system}: `;
    return cut(`  ${whom}${text}${details === '' ? '' : ` (${details})`}`, terminal.width);
  });
  return [
    waits.length === 0 ? 'It waits for nothing.' : `It waits for\n${waits.join('\n')}`,
    ...missing.map(({ why }) => styled('yellow', `Not told: ${why}.`)),
    ...(next === null ? [] : ['There is more of it than is shown.']),
  ].join('\n');
}

/** The whole story, in time order or system by system. */
export function storyInWords(told: Told, bySystem: boolean): string {
  const { steps } = told.story;
  const begin = steps[0]?.at ?? '';
  const groupOf = ({ system }: StoryStep) => system ?? 'People and Interlock';
  const parts = bySystem
    ? [...new Set(steps.map(groupOf))].map((group) => {
        const own = steps.filter((step) => groupOf(step) === group);
        return `${styled('bold', group)}\n${stepLines(own, begin).join('\n')}`;
      })
    : [stepLines(steps, begin).join('\n')];
  return [headOf(told), ...parts, tailOf(told)].join('\n\n');
}
