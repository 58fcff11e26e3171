import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { AuditRow } from '../../contracts/record';
import type { Topology } from '../../contracts/topology';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  place as placeHold,
  receiveLot,
  tell,
} from '../ledger/requests';
import { HOLD_REQUEST, serve, type Served } from './serve';
import { signed } from './signed';

type Row = z.infer<typeof AuditRow>;

let open: OpenLedger;
let served: Served[] = [];
beforeAll(async () => {
  open = await openLedger();
});
afterEach(async () => {
  for (const api of served) await api.close();
  served = [];
});
afterAll(() => open.close());

/** The API over one ledger, by the demo's topology with what is changed of it. */
async function serving(changes: Partial<Topology> = {}): Promise<Served> {
  const api = await serve(open.ledger, {
    topology: { ...demoTopology(), ...changes },
    now: () => new Date(),
  });
  served.push(api);
  return api;
}

let lots = 0;
const place = async (api: Served, as: string, plant = 'lyon') => {
  const lot = `PIN-10:A-${++lots}`;
  await receiveLot(open.ledger, lot);
  return api.call('POST', '/v1/quality-holds', {
    as,
    body: { ...HOLD_REQUEST, nonconformance: null, plant, scope: { lots: [{ lot }] } },
    headers: { 'idempotency-key': randomUUID() },
  });
};
const audit = async (api: Served, query: string) => {
  const response = await api.call('GET', `/v1/audit?limit=200&${query}`, { as: 'auditor' });
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: Row[] }).items;
};

describe('A5 the decision and its rule are on the record', () => {
  it('A5 of what was done: the policy that allowed it, and the access pattern, in every row of it', async () => {
    const api = await serving();
    for (const [as, access] of [
      ['quality', 'enterprise'],
      ['quality-lyon', 'plant'],
    ] as const) {
      const { transaction } = (await (await place(api, as)).json()) as { transaction: string };
      const rows = (await audit(api, `transaction=${transaction}`)).filter(({ who }) => who.id === as);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(
        rows.map((row) => expect.objectContaining({ ...row, rule: 'quality-decides', access })),
      );
    }
    expect(await open.ledger.verifyAudit()).toMatchObject({ intact: true });
  });

  it('A5 of what was refused: the rule that forbids it, or that none allows it', async () => {
    const api = await serving();
    const { id, transaction } = (await (await place(api, 'quality')).json()) as Record<string, string>;
    const decideAs = (as: string) =>
      api.call('POST', `/v1/quality-holds/${id}/dispositions`, {
        as,
        body: {
          lot: `PIN-10:A-${lots}`,
          quantity: { value: '1', unit: 'EA' },
          decision: 'scrap',
          reason: 'undersize',
          reference: 'MRB-77',
        },
        headers: { 'idempotency-key': randomUUID() },
      });
    for (const as of ['administrator', 'planning-at-lyon', 'quality'])
      expect((await decideAs(as)).status).toBe(as === 'quality' ? 201 : 403);
    const refused = await audit(api, `transaction=${transaction}&action=*.refused`);
    expect(refused.map(({ who, action, rule, access }) => [who.id, action, rule, access])).toEqual([
      ['administrator', 'decideDisposition.refused', 'house:only-quality-disposes', 'enterprise'],
      ['planning-at-lyon', 'decideDisposition.refused', 'house:only-quality-disposes', 'plant'],
    ]);
    expect(await audit(api, `transaction=${transaction}&action=nothing%25_\\`)).toEqual([]);
  });
});

describe('A5 who owns a transition', () => {
  const claim = (system: string, type: string, data: object) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: system,
    type,
    data,
  });
  const consumption = (plant: string) => ({
    plant,
    order: 'PO-1',
    occurredAt: '2026-11-03T06:00:00Z',
    consumed: [],
    produced: [{ lot: `PIN-10:A-${++lots}`, quantity: { value: '1', unit: 'EA' } }],
  });
  const shipment = () => ({
    shipment: randomUUID(),
    customer: 'alpine-jets',
    lines: [{ lot: `PIN-10:A-${++lots}`, quantity: { value: '1', unit: 'EA' } }],
  });

  it('A5 a claim by another is refused, recorded, published and counted', async () => {
    const api = await serving();
    const { id } = claim('erp', 'mes.material.consumed.v1', {});
    const event = { ...claim('erp', 'mes.material.consumed.v1', consumption('lyon')), id };
    const answer = await signed(api, 'erp', event);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'event-not-accepted' });

    const [row] = (await audit(api, 'action=mes.material.*')).filter(({ subject }) => subject === id);
    expect(row).toMatchObject({
      who: { id: 'erp' },
      action: 'mes.material.consumed.v1.refused',
      rule: 'ownership:material.consumed',
      access: 'enterprise',
      why: expect.stringContaining('belongs to the MES'),
    });
    const path = `/v1/events?type=interlock.authority.refused.v1&transaction=${row!.transaction}`;
    const { events } = (await (await api.call('GET', path, { as: 'auditor' })).json()) as {
      events: { data: object }[];
    };
    expect(events).toEqual([
      expect.objectContaining({
        data: expect.objectContaining({ rule: 'ownership:material.consumed', subject: id }),
      }),
    ]);
    expect(await (await api.call('GET', '/metrics')).text()).toContain(
      'interlock_authority_refused_total{by="erp",action="mes.material.consumed.v1"} 1',
    );
    // What is refused may come again, from whoever owns it.
    const own = claim('mes-lyon', 'mes.material.consumed.v1', consumption('lyon'));
    expect((await signed(api, 'mes-lyon', own)).status).toBe(200);
  });

  it('A5 a plant’s own system speaks of no other plant', async () => {
    const api = await serving();
    const event = claim('mes-lyon', 'mes.material.consumed.v1', consumption('monterrey'));
    expect((await signed(api, 'mes-lyon', event)).status).toBe(422);
    const rows = await audit(api, 'action=mes.material.consumed.v1.refused');
    expect(rows.at(-1)).toMatchObject({ rule: 'ownership:plant', access: 'plant', who: { id: 'mes-lyon' } });
  });

  it('A5 a plant’s own system carries out nothing elsewhere, and a QMS decides nothing of another’s', async () => {
    const { systems } = demoTopology();
    const both = { ...systems['mes-lyon']!, roles: ['mes' as const, 'qms' as const] };
    const api = await serving({ systems: { ...systems, 'mes-lyon': both } });
    const lot = `PIN-10:A-${++lots}`;
    const all = { value: '7', unit: 'EA' as const };
    await tell(open.ledger, 'erp', 'erp.lot.received.v1', {
      lot,
      plant: 'monterrey',
      location: 'A-01',
      quantity: all,
      status: 'unrestricted',
    });
    const nonconformance = { system: 'qms', id: randomUUID() };
    const hold = await placeHold(open.ledger, holdRequest([lot], { plant: 'monterrey', nonconformance }));
    const { id: disposition } = await decide(open.ledger, hold.id, dispositionRequest(lot, '7', 'sort'));
    const sorted = { disposition, lot, quantity: all, good: '7', bad: '0' };
    const decision = {
      hold: hold.id,
      ...dispositionRequest(lot, '7'),
      decidedBy: { id: 'q', name: 'Q' },
      decidedAt: '2026-11-03T06:00:00Z',
    };
    for (const [type, data] of [
      ['mes.sort.finished.v1', sorted],
      ['qms.disposition.decided.v1', decision],
    ] as const)
      expect((await signed(api, 'mes-lyon', claim('mes-lyon', type, data))).status).toBe(422);
    expect(await audit(api, `transaction=${hold.transaction}&action=*.refused`)).toMatchObject([
      { rule: 'ownership:plant', who: { id: 'mes-lyon' }, why: expect.stringContaining('at monterrey') },
      { rule: 'ownership:nonconformance', who: { id: 'mes-lyon' }, why: expect.stringContaining('of qms') },
    ]);
    expect((await open.ledger.getHold(hold.id))?.dispositions).toMatchObject([{ found: null }]);
  });

  it('A5 the topology says who: another owner speaks, the usual one no more', async () => {
    const { ownership } = demoTopology();
    const event = () => claim('erp', 'erp.shipment.posted.v1', shipment());
    expect((await signed(await serving(), 'erp', event())).status).toBe(200);
    const api = await serving({ ownership: { ...ownership, 'shipment.posted': 'wms' } });
    expect((await signed(api, 'erp', event())).status).toBe(422);
  });
});

describe('policies of the topology', () => {
  it('are the whole of it: what none of them allows is refused', async () => {
    const [watch] = demoTopology().policies.filter(({ id }) => id === 'people-read');
    const api = await serving({ policies: [watch!] });
    expect((await api.call('GET', '/v1/quality-holds', { as: 'quality' })).status).toBe(200);
    expect((await place(api, 'quality')).status).toBe(403);
    expect((await place(api, 'administrator')).status).toBe(403);
  });

  it('go by plant: named ones, of the credential’s own', async () => {
    const holding = {
      id: 'planners-hold-at-lyon',
      roles: ['planning' as const],
      actions: ['placeHold'],
      except: [],
      plants: ['lyon'],
      access: ['plant' as const, 'enterprise' as const],
    };
    const api = await serving({ policies: [...demoTopology().policies, holding] });
    expect((await place(api, 'planning')).status).toBe(201);
    expect((await place(api, 'planning-at-lyon')).status).toBe(201);
    const elsewhere = await place(api, 'planning', 'monterrey');
    expect(elsewhere.status).toBe(403);
    expect(await elsewhere.json()).toMatchObject({
      detail: '"planning" may act at lyon, and this is at monterrey.',
    });
  });

  it('go by access pattern: a service that others run reads, and holds nothing', async () => {
    const api = await serving({ saas: ['quality'] });
    expect((await api.call('GET', '/v1/quality-holds', { as: 'quality' })).status).toBe(200);
    expect((await place(api, 'quality')).status).toBe(403);
    expect((await place(api, 'quality-lyon')).status).toBe(201);
  });
});
