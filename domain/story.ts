import type { Step, StoryStep } from '../contracts/story';
import { subjectInWords, verbOf } from './verbs';

/** A step without its sentence. */
export type Told = StoryStep extends infer S ? (S extends StoryStep ? Omit<S, 'text'> : never) : never;
type Visit = Omit<Step<'visit'>, 'text'>;
type Delivery = Omit<Step<'delivery'>, 'text'>;
type Row = Omit<Step<'record'>, 'text'>;

/** What happened, in one sentence. The system, where there is one, is said beside it. */
export function inWords(step: Told): string {
  switch (step.kind) {
    case 'record':
      return rowInWords(step);
    case 'visit':
      return visitInWords(step);
    case 'event':
      return `published ${step.type}${step.sequence === null ? '' : ` (${step.sequence})`}`;
    case 'delivery':
      return deliveryInWords(step);
    default:
      throw new TypeError(`a ${step.kind} has words of its own`);
  }
}

/** "disposition executing DP-…, decided → executing: undersize" */
function rowInWords({ action, subject, from, to, why }: Row): string {
  const change =
    typeof from === 'string' && typeof to === 'string'
      ? `, ${from} → ${to}`
      : typeof to === 'string'
        ? `, ${to}`
        : '';
  return `${action.replaceAll('.', ' ')} ${subject}${change}${why === null ? '' : `: ${why}`}`;
}

/** "hold lot PIN-10:L-0417 (70): seen held 70, “blocked stock, QH-…”", "scrap 1 EA of PIN-10:L-0417: no answer yet" */
function visitInWords(visit: Visit): string {
  const { by, subject, desired, decision, askedAt, said } = visit;
  const quantity = desired.quantity === null ? '' : ` (${desired.quantity})`;
  const what = decision ?? `${verbOf(subject.kind, desired.state)} ${subjectInWords(subject)}${quantity}`;
  const read = askedAt === null && said !== null ? 'read back: ' : '';
  return `${read}${what}${by === null ? '' : `, asked by ${by}`}: ${answerInWords(visit)}`;
}

function answerInWords({ outcome, code, said, answer }: Visit): string {
  const says = said === null ? '' : [said.state, said.quantity].filter((part) => part !== null).join(' ');
  const words = answer === null || answer === '' ? '' : `, “${answer}”`;
  switch (outcome) {
    case 'observed':
      return `seen ${says}${words}`;
    case 'contradicted':
      return `seen ${says} instead${words}`;
    case 'cannot-enforce':
      return `seen ${says}, and it cannot keep to that${words}`;
    case 'rejected':
      return `refused, ${code}${words}`;
    case 'misconfigured':
      return `cannot be asked as it is set up, ${code}${words}`;
    case 'lapsed':
      return `given up, it may have happened${words}`;
    case 'unanswered':
      return 'no answer yet';
  }
}

const deliveryInWords = ({ subscription, state, attempts, status, error }: Delivery): string => {
  const tries = attempts === 1 ? '' : ` at attempt ${attempts}`;
  const answer = error ?? (status === null ? '' : String(status));
  return state === 'delivered'
    ? `${subscription} took it${tries}`
    : `${subscription} did not take it${tries}: a dead letter${answer === '' ? '' : `, ${answer}`}`;
};
