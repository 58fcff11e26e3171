import { CloudEvent, INBOUND, type InboundAnswer, type InboundType } from '../contracts/inbound';
import { Problem, problemBody } from '../contracts/problem';
import { transitionOf } from '../contracts/ownership';
import { plantOf } from '../config/systems';
import { refusalOf } from '../domain/ownership';
import { mayPass } from './problems';
import type { Services } from './route';
import { validate } from './validation';

/**
 * Takes one event of a system whose signature was checked.
 * @param at JSON pointer of the event in the body
 * @returns the answer for this event, and the Problem where it was refused; what may pass by itself (a lost ledger) is thrown, so that all is sent again
 */
export async function takeEvent(
  system: string,
  sent: unknown,
  at: string,
  services: Services,
): Promise<{ answer: InboundAnswer; refusal: Problem | null }> {
  try {
    const event = await checkEvent(system, sent, at, services);
    const { status } = await services.ledger
      .receiveEvent(system, event, services.now())
      .catch((error: unknown) => recordRefusal(error, system, event, services));
    services.metrics.inboundEvents.inc({ system, status });
    if (status === 'duplicate') services.metrics.duplicateEvents.inc({ system });
    return { answer: { id: event.id, status }, refusal: null };
  } catch (error) {
    if (!(error instanceof Problem) || mayPass(error)) throw error;
    services.metrics.inboundEvents.inc({ system, status: 'refused' });
    const problem = { ...problemBody(error), code: error.code, detail: error.detail };
    return { answer: { id: idOf(sent), status: 'refused', problem }, refusal: error };
  }
}

/** @throws Problem `invalid-request`, or `event-not-accepted` for what is not this system's to say */
async function checkEvent(
  system: string,
  sent: unknown,
  at: string,
  services: Services,
): Promise<CloudEvent> {
  const event = validate(CloudEvent, sent, at);
  if (event.source !== system)
    await refuse(
      system,
      event,
      { rule: SIGNED, why: `its source is "${event.source}", and it was signed by "${system}"` },
      services,
    );
  if (!Object.hasOwn(INBOUND, event.type))
    throw new Problem('event-not-accepted', `Interlock takes no event of type "${event.type}".`, [
      { pointer: `${at}/type`, detail: 'is not a known type' },
    ]);
  const type = event.type as InboundType;
  await checkClaim(system, type, event, [], services);
  const data = validate(INBOUND[type], event.data, `${at}/data`);
  await checkClaim(system, type, event, plantsIn(type, data), services);
  return { ...event, data };
}

/** Whether what the event says is this system's to say (A5). @param at plants that it speaks of, where they are known */
async function checkClaim(
  system: string,
  type: InboundType,
  event: CloudEvent,
  at: readonly string[],
  services: Services,
): Promise<void> {
  const { systems, ownership } = services.topology;
  const { roles } = systems[system]!;
  const claim = { transition: transitionOf(type), roles, plant: plantOf(services.topology, system), at };
  const refusal = refusalOf(claim, ownership);
  if (refusal) await refuse(system, event, refusal, services);
}

/** A claim by a system that does not own it is refused and recorded (A5). */
async function refuse(
  system: string,
  event: CloudEvent,
  { rule, why }: { rule: string; why: string },
  services: Services,
): Promise<never> {
  await record(system, event, { rule, why, transaction: null }, services);
  throw new Problem('event-not-accepted', `Refused and recorded: ${why}.`);
}

/** What only the ledger could tell is not the system's to say, or was not to be done by one whom it names, is on record, too. */
async function recordRefusal(
  error: unknown,
  system: string,
  event: CloudEvent,
  services: Services,
): Promise<never> {
  if (error instanceof Problem && typeof error.extra.transaction === 'string') {
    const { rule = `house:${error.code}`, transaction } = error.extra as {
      rule?: string;
      transaction: string;
    };
    if (error.code === 'segregation-of-duties' || error.code === 'event-not-accepted')
      await record(system, event, { rule, why: error.detail, transaction }, services);
  }
  throw error;
}

async function record(
  system: string,
  { type, subject, id }: CloudEvent,
  refused: { rule: string; why: string; transaction: string | null },
  { ledger, metrics, topology, now }: Services,
): Promise<void> {
  metrics.refusals.inc({ by: system, action: Object.hasOwn(INBOUND, type) ? type : 'other' });
  await ledger.auditRefusal(
    {
      who: { id: system, name: system },
      action: type,
      subject: subject ?? id,
      ...refused,
      access: plantOf(topology, system) === null ? 'enterprise' : 'plant',
    },
    now(),
  );
}

/** Whoever signs an event is who says it. */
const SIGNED = 'house:signed-by-its-source';

/** Plants that an event speaks of: that of the fact, or the two ends of a transfer. */
const plantsIn = (type: InboundType, data: object): string[] =>
  (type.startsWith('erp.transfer.') ? ['from', 'to'] : ['plant']).flatMap((name) => {
    const plant: unknown = Reflect.get(data, name);
    return typeof plant === 'string' ? [plant] : [];
  });

const idOf = (sent: unknown): string =>
  typeof sent === 'object' && sent !== null && 'id' in sent && typeof sent.id === 'string' ? sent.id : '';
