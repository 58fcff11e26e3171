import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { AuditRow } from '../../contracts/record';
import type { Hold } from '../../contracts/hold';
import type { z } from 'zod';
import { dispose, ea, freshLot, getHold, place, request } from '../stack/material';
import type { Caller } from '../support/api';
import { stack as sharedStack, type TestStack } from '../support/stack';

type Row = z.infer<typeof AuditRow>;

describe('A5 authority is enforced', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  const auditOf = async (transaction: string): Promise<Row[]> =>
    (await stack.api('auditor').get<{ items: Row[] }>(`/v1/audit?transaction=${transaction}&limit=200`)).body
      .items;

  const outsiders: Caller[] = ['administrator', 'engineering', 'planning', 'support', 'auditor', 'partner'];
  it.each(outsiders)('A5 %s may not dispose: refused, recorded, nothing changed', async (caller) => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const answer = await dispose(stack, hold.id, lot, {}, caller);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ code: 'not-authorized-to-decide' });
    expect(await getHold(stack, hold.id)).toMatchObject({ state: 'open', lots: [{ undecided: '100' }] });
    const refused = (await auditOf(hold.transaction)).filter(({ action }) => action.endsWith('.refused'));
    expect(refused).toHaveLength(1);
    expect(refused[0]!.who.id).toBe(caller);
  });

  it('A5 a key that is good at one plant decides nothing at another', async () => {
    const lot = await freshLot(stack, '100', 'monterrey');
    const hold = await place(stack, [lot], { plant: 'monterrey' });
    const answer = await dispose(stack, hold.id, lot, {}, 'quality-lyon');
    expect(answer.status).toBe(403);
    expect(
      (await auditOf(hold.transaction)).some(
        ({ action, who }) => action.endsWith('.refused') && who.id === 'quality-lyon',
      ),
    ).toBe(true);
    const elsewhere = await stack
      .api('quality-lyon')
      .post('/v1/quality-holds', request([lot], { plant: 'monterrey' }));
    expect(elsewhere.status).toBe(403);
  });

  it('A5 who acts is taken from the credential: a body that claims another is refused', async () => {
    const lot = await freshLot(stack);
    const claimed = { ...request([lot]), placedBy: { id: 'someone-else', name: 'Someone Else' } };
    expect((await stack.api('quality').post('/v1/quality-holds', claimed)).status).toBe(422);
    const hold = await place(stack, [lot]);
    expect(hold.placedBy.id).toBe('quality');
    const decided = await dispose(stack, hold.id, lot, {
      decidedBy: { id: 'someone-else' },
    } as never);
    expect(decided.status).toBe(422);
  });

  it('A5 a system that does not own a transition is refused and recorded', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const data = {
      hold: hold.id,
      lot,
      quantity: ea('100'),
      decision: 'release',
      reason: 'says the warehouse',
      reference: 'X-1',
      decidedBy: { id: 'wms', name: 'Warehouse' },
      decidedAt: new Date().toISOString(),
    };
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'wms',
      type: 'qms.disposition.decided.v1',
      data,
    };
    const answer = await post('wms', JSON.stringify(event));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'event-not-accepted' });
    expect((await getHold(stack, hold.id)).dispositions).toEqual([]);
    const all = await stack
      .api('auditor')
      .get<{ events: { type: string; data: { who: { id: string } } }[] }>(
        '/v1/events?type=interlock.authority.refused.v1&order=newest&limit=200',
      );
    expect(all.body.events.some(({ data: { who } }) => who.id === 'wms')).toBe(true);
  });

  it('A5 a system cannot speak in the name of another', async () => {
    const event = {
      specversion: '1.0',
      id: randomUUID(),
      source: 'qms',
      type: 'erp.lot.received.v1',
      data: {},
    };
    expect((await post('erp', JSON.stringify(event))).status).toBe(422);
    expect((await post('qms', JSON.stringify(event), 'erp')).status).toBe(401);
  });

  it('A5 no call is open', async () => {
    const lot = await freshLot(stack);
    expect((await stack.api('nobody').post<Hold>('/v1/quality-holds', request([lot]))).status).toBe(401);
    expect(
      (
        await stack
          .api('nobody')
          .get(`/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=ship`)
      ).status,
    ).toBe(401);
  });

  /** Posts an event as `system`. @param secretOf whose secret signs it */
  function post(system: string, body: string, secretOf = system): Promise<Response> {
    const { api, webhookSecrets } = stack.description();
    const at = new Date();
    const id = randomUUID();
    return fetch(new URL(`/v1/inbound/${system}`, api), {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/cloudevents+json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(webhookSecrets[secretOf] ?? '').sign(id, at, body),
      },
    });
  }
});
