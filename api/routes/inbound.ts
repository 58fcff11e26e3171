import { z } from 'zod';
import { InboundAnswer } from '../../contracts/inbound';
import { Name } from '../../contracts/material';
import { mediaType } from '../body';
import { takeEvent } from '../inbound';
import { invalid } from '../validation';
import { ok, query, type Route } from '../route';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const Event = z
  .unknown()
  .meta({ title: 'A CloudEvent 1.0, or an array of them; each is checked and answered for itself' });

export const inbound: readonly Route[] = [
  query({
    id: 'receiveEvents',
    method: 'post',
    path: '/v1/inbound/{system}',
    summary: 'Events from a system, signed by Standard Webhooks',
    tag: 'inbound',
    access: 'signed',
    params: z.object({ system: Name }),
    body: Event,
    mediaTypes: [SINGLE, BATCH],
    answers: { 200: z.union([InboundAnswer, z.array(InboundAnswer)]) },
    problems: ['not-found', 'event-not-accepted'],
    async handle({ params: { system }, body, headers }, services) {
      if (mediaType(headers['content-type']) === SINGLE) {
        const { answer, refusal } = await takeEvent(system, body, '', services);
        if (refusal) throw refusal;
        return ok(answer);
      }
      if (!Array.isArray(body))
        throw invalid([{ pointer: '', detail: `a body of ${BATCH} is an array of events` }]);
      const answers: InboundAnswer[] = [];
      // One after the other: a batch is in the order in which things happened.
      for (const [index, event] of body.entries())
        answers.push((await takeEvent(system, event, `/${index}`, services)).answer);
      return ok(answers);
    },
  }),
];
