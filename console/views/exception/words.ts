import type { Exception } from '../../client/openapi';
import type { Tone } from '../../parts/badge';
import { quantityText } from '../../parts/quantity';
import { plantName, systemName } from '../../parts/words';

export type Resolution = Exception['resolutions'][number];

const VERBS: Readonly<Record<string, string>> = {
  held: 'Hold',
  free: 'Free',
  posted: 'Post',
  staged: 'Stage',
  active: 'Activate',
  undone: 'Undo',
};
const KINDS: Readonly<Record<string, string>> = {
  item: 'revision of',
  starts: 'starts of',
  'inspection-result': 'inspection result',
  dispatch: 'dispatch of order',
  confirmation: 'confirmation of order',
};

interface Request {
  readonly lot?: string;
  readonly unit?: string;
  readonly disposition?: { readonly decision: string; readonly quantity: string } | null;
}

/** What was asked of the system, as far as it says so. */
export const requestOf = ({ payload }: Exception): Readonly<Record<string, unknown>> | null =>
  ((payload as { request?: Record<string, unknown> | null } | null) ?? {}).request ?? null;

/** The system's own answer; null: it gave none. */
export const answerOf = ({ payload }: Exception): string | null =>
  ((payload as { answer?: string | null } | null) ?? {}).answer ?? null;

/** What the step does, such as `Scrap 12 of PIN-10:L-0401` or `Hold lot PIN-10:L-0417`. */
export function stepText(exception: Exception): string {
  const { step, subject } = exception;
  const { lot, unit = '', disposition } = (requestOf(exception) ?? {}) as Request;
  if (disposition && lot !== undefined)
    return `${capital(disposition.decision)} ${quantityText({ value: disposition.quantity, unit })} of ${lot}`;
  const [first = '', ...rest] = step.split(' ');
  const kind = rest.join(' ');
  const words = [VERBS[first] ?? capital(first), KINDS[kind] ?? kind, subject?.id ?? ''];
  return words.filter((word) => word !== '').join(' ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How long it has been left: nobody, or whoever is told at each stage. */
export const STAGE: readonly { readonly tone: Tone; readonly text: string }[] = [
  { tone: 'wait', text: 'not escalated yet' },
  { tone: 'warn', text: 'escalated' },
];
export const stageOf = ({ stage }: Exception) =>
  stage > 1 ? { tone: 'bad' as const, text: `escalated ${stage} times` } : STAGE[stage]!;

const STOPS: Readonly<Record<NonNullable<Exception['stops']>['kind'], string>> = {
  'quality-hold': 'Hold',
  'engineering-change': 'Change',
  'production-order': 'Production order',
  inspection: 'Inspection',
};
export const stopsText = ({ kind, id }: NonNullable<Exception['stops']>): string => `${STOPS[kind]} ${id}`;

export const RESOLUTION: Readonly<Record<Resolution | 'healed', string>> = {
  retry: 'tried again',
  amend: 'amended',
  skip: 'skipped',
  withdraw: 'withdrawn',
  healed: 'healed by itself',
};

/** What a resolution means here, for whoever is about to choose it. */
export function meaningOf(resolution: Resolution, { system, plant, stops }: Exception): string {
  const name = systemName(system);
  if (resolution === 'retry') return `${name} is asked the same again, at once. Mend the cause there first.`;
  if (resolution === 'amend')
    return `${name} is asked again with technical fields mended. What was decided stays as it is.`;
  if (resolution === 'skip') return `${name} is not asked any more. Nothing that contains is ever left out.`;
  switch (stops?.kind) {
    case 'engineering-change':
      return `The change is withdrawn at ${plantName(plant)}: what is staged there is undone, and the old revision stays.`;
    case 'quality-hold':
      return 'The disposition is taken back: its quantity is undecided again, and stays held.';
    case 'production-order':
      return 'The production order is recalled from the MES, and is not released.';
    case 'inspection':
      return 'The result is taken back: the inspection waits for another. What is held stays held.';
    default:
      return 'What it belongs to is withdrawn.';
  }
}
