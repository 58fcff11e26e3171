import type { z } from 'zod';
import { EVENTS, UPCAST_EVENTS } from '../../contracts/events';
import { CloudEvent, INBOUND } from '../../contracts/inbound';
import { LoggedEvent } from '../../contracts/record';
import { Components } from '../components';

type Json = Record<string, unknown>;

/** AsyncAPI 3.0 of the events that Interlock publishes and takes. */
export function asyncApi(): Json {
  const components = new Components();
  const published = Object.entries({ ...EVENTS, ...UPCAST_EVENTS }).map(
    ([type, { summary, retention, data }]) =>
      message(type, LoggedEvent, data, components, { summary, 'x-retention-class': retention }),
  );
  const taken = Object.entries(INBOUND).map(([type, data]) =>
    message(type, CloudEvent, data, components, {}),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Interlock',
      version: '1',
      description:
        'CloudEvents 1.0, at least once, in order by subject. Consumers pass over members of `data` that they do not know; a member is never taken away or changed within a version of a type.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: {
      stream: {
        address: '/v1/events/stream',
        title: 'Server-sent events',
        description:
          'Every event in the one order of the log, from `Last-Event-ID` on; `GET /v1/events` reads the same by pages.',
        messages: references(published),
      },
      webhook: {
        address: null,
        title: 'Webhooks',
        description: 'Sent to the address of each subscription, with the headers of Standard Webhooks.',
        messages: references(published),
      },
      inbound: {
        address: '/v1/inbound/{system}',
        title: 'From systems',
        description:
          'One event, or an array of them as application/cloudevents-batch+json, signed by Standard Webhooks.',
        parameters: {
          system: { description: 'The name of the system in the topology; it is the `source` of its events' },
        },
        messages: references(taken),
      },
    },
    operations: {
      streamEvents: operation('send', 'stream', 'Tells of every state change to whoever reads the stream'),
      deliverEvents: operation('send', 'webhook', 'Tells subscribers of what they have asked for'),
      receiveEvents: operation('receive', 'inbound', 'Takes what systems tell'),
    },
    components: {
      messages: Object.fromEntries([...published, ...taken].map((one) => [one.name, one])),
      schemas: components.schemas,
    },
  };
}

interface Message extends Json {
  readonly name: string;
}

/** A CloudEvent of one type: its envelope, with this type and this data. */
function message(
  type: string,
  envelope: z.ZodType,
  data: z.ZodType,
  components: Components,
  more: Json,
): Message {
  return {
    name: type,
    title: type,
    contentType: 'application/cloudevents+json',
    tags: [{ name: type.split('.').slice(0, 2).join('.') }],
    payload: {
      allOf: [
        components.reference(envelope),
        {
          type: 'object',
          required: ['type', 'data'],
          properties: { type: { const: type }, data: components.named(type, data) },
        },
      ],
    },
    ...more,
  };
}

const references = (messages: readonly Message[]): Json =>
  Object.fromEntries(messages.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]));

const operation = (action: 'send' | 'receive', channel: string, summary: string): Json => ({
  action,
  channel: { $ref: `#/channels/${channel}` },
  summary,
});
