import { CloudEvent, INBOUND, type InboundAnswer, type InboundType } from '../contracts/inbound';
import { Problem, problemBody } from '../contracts/problem';
import type { SystemRole } from '../contracts/topology';
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
    const { status } = await services.ledger.receiveEvent(system, event, services.now());
    services.metrics.inboundEvents.inc({ system, status });
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
      `its source is "${event.source}", and it was signed by "${system}"`,
      services,
    );
  const role = event.type.split('.')[0] as SystemRole;
  const roles = services.topology.systems[system]!.roles;
  if (!roles.includes(role))
    await refuse(
      system,
      event,
      `${event.type} is not for a system whose roles are ${roles.join(', ')}`,
      services,
    );
  if (!Object.hasOwn(INBOUND, event.type))
    throw new Problem('event-not-accepted', `Interlock takes no event of type "${event.type}".`, [
      { pointer: `${at}/type`, detail: 'is not a known type' },
    ]);
  return { ...event, data: validate(INBOUND[event.type as InboundType], event.data, `${at}/data`) };
}

/** A claim by a system that does not own it is refused and recorded (A5). */
async function refuse(
  system: string,
  event: CloudEvent,
  why: string,
  { ledger, now }: Services,
): Promise<never> {
  await ledger.auditRefusal(
    {
      who: { id: system, name: system },
      action: event.type,
      subject: event.subject ?? event.id,
      why,
      transaction: null,
    },
    now(),
  );
  throw new Problem('event-not-accepted', `Refused and recorded: ${why}.`);
}

const idOf = (sent: unknown): string =>
  typeof sent === 'object' && sent !== null && 'id' in sent && typeof sent.id === 'string' ? sent.id : '';
