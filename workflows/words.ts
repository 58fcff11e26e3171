import type { ChangeStep, RolloutStep } from '../contracts/release';
import type { InspectionStep } from '../contracts/inspection';
import type { OrderStep } from '../contracts/order-step';
import type { Batch, Errand, Step } from '../contracts/step';
import { subjectInWords, verbOf } from '../domain/verbs';

/** Temporal refuses a summary over 200 bytes; names may take more than one byte a character. */
const MOST_CHARACTERS = 100;

/** "erp: hold lot PIN-10:L-0417 and 2 more", "mes-lyon: sort 70 of PIN-10:L-0417", "mes-lyon: stop new starts of PIN-10@lyon" */
export function summaryOf({ system, mode, errands, required }: Batch): string {
  const [first, ...others] = errands;
  if (!first) return system;
  const { subject, desired, disposition, lot } = first;
  const revision = first.revision && ` revision ${first.revision.package.to}`;
  const decided = disposition && `${disposition.decision} ${disposition.quantity} of ${lot}`;
  const what = decided ?? inspected(first) ?? subjectInWords(subject, revision);
  const verb =
    decided && desired.state === 'posted'
      ? required
        ? ''
        : 'note '
      : `${verbOf(subject.kind, desired.state)} `;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `${system}: ${mode === 'read' ? 'read back: ' : ''}${verb}${what}${more}`.slice(0, MOST_CHARACTERS);
}

/** "after-turning of PO-7001", "PIN-10:L-0417 by IP-PIN-10 B", "the result of PIN-10:L-0417" */
function inspected({ subject, inspection }: Errand): string | null {
  if (!inspection) return null;
  const { lot, order, checkpoint, plan } = inspection;
  if (subject.kind === 'checkpoint') return `${checkpoint} of ${order}`;
  return subject.kind === 'inspection' ? `${lot} by ${plan?.id} ${plan?.version}` : `the result of ${lot}`;
}

/** Where a hold stands, and what it waits for: its current details, in Markdown. */
export function detailsOf(hold: string, step: Step, inFlight: readonly Batch[]): string {
  const exceptions = step.openExceptions > 0 ? `, ${step.openExceptions} exceptions open` : '';
  return `**${hold}** at ${step.plant}: ${step.state}, containment **${step.containment}**${exceptions}\n\n${waitsFor(step, inFlight)}`;
}

function waitsFor({ state, done }: Step, inFlight: readonly Batch[]): string {
  if (inFlight.length > 0)
    return `At work:\n\n${inFlight.map((batch) => `- ${summaryOf(batch)}`).join('\n')}`;
  if (done) return 'Nothing is left to do.';
  return state === 'disposing'
    ? 'Waits for a decision, for people who carry one out, or for the answer to a residual.'
    : 'Waits for a decision of the QMS.';
}

/** Where a change stands as a whole. */
export function detailsOfChange(change: string, step: ChangeStep): string {
  const waits = step.waitsFor === null ? '' : `\n\nWaits for ${step.waitsFor}.`;
  return `**${change}**: ${step.items.join(', ')} at ${step.plants.join(', ')}: **${step.state}**${waits}`;
}

/** Where a change stands at one plant, and what it waits for. */
export function detailsOfRollout(
  step: RolloutStep,
  inFlight: readonly Batch[],
  asking: readonly string[],
): string {
  const exceptions = step.openExceptions > 0 ? `, ${step.openExceptions} exceptions open` : '';
  const work = [...inFlight.map(summaryOf), ...asking.map((system) => `${system}: assess`)];
  const at = work.length > 0 ? `\n\nAt work:\n\n${work.map((one) => `- ${one}`).join('\n')}` : '';
  const waits = step.waitsFor === null ? '' : `\n\nWaits for ${step.waitsFor}.`;
  return `**${step.number}** (${step.items.join(', ')}) at ${step.plant}: **${step.state}**${exceptions}${waits}${at}`;
}

/** Where an inspection stands, and what it waits for. */
export function detailsOfInspection(
  id: string,
  { lot, plant, state, waitsFor: waits, openExceptions }: InspectionStep,
  inFlight: readonly Batch[],
  asking: readonly string[],
): string {
  const exceptions = openExceptions > 0 ? `, ${openExceptions} exceptions open` : '';
  const work = [...inFlight.map(summaryOf), ...asking.map((system) => `${system}: plan and gauges`)];
  const at = work.length > 0 ? `\n\nAt work:\n\n${work.map((one) => `- ${one}`).join('\n')}` : '';
  return `**${id}** of ${lot} at ${plant}: **${state}**${exceptions}${waits === null ? '' : `\n\nWaits for ${waits}.`}${at}`;
}

/** Where a production order stands, and what it waits for. */
export function detailsOfOrder(
  { number, plant, items, state, waitsFor: waits, openExceptions }: OrderStep,
  inFlight: readonly Batch[],
  asking: readonly string[],
): string {
  const exceptions = openExceptions > 0 ? `, ${openExceptions} exceptions open` : '';
  const work = [...inFlight.map(summaryOf), ...asking.map((system) => `${system}: read the order`)];
  const at = work.length > 0 ? `\n\nAt work:\n\n${work.map((one) => `- ${one}`).join('\n')}` : '';
  return `**${number}** of ${items.join(', ')} at ${plant}: **${state}**${exceptions}${waits === null ? '' : `\n\nWaits for ${waits}`}${at}`;
}
