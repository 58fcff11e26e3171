import { createPublicKey, randomUUID, type JsonWebKey } from 'node:crypto';
import { compactVerify } from 'jose';
import type { Releasability } from '../../contracts/material';
import type { GateKeys, GateStatement, ShipmentAuthorization } from '../../contracts/shipment-authorization';
import type { z } from 'zod';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { ea, freshLot, gate, place, reached, taken } from './material';

type WmsState = {
  authorizations: Record<string, { revoked: boolean }>;
  shipments: Record<string, { step: string }>;
};

describe('a warehouse that loads by what the gate has signed', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  const authorize = async (
    shipment: string,
    lot: string,
    quantity: string,
  ): Promise<ShipmentAuthorization> => {
    const body = {
      shipment,
      plant: 'lyon',
      customer: 'AERO-9',
      lines: [{ lot, quantity: ea(quantity) }],
    };
    return taken(
      201,
      await eventually(async () => {
        const answer = await stack
          .api('planning')
          .post<ShipmentAuthorization>('/v1/shipment-authorizations', body);
        return answer.status !== 409 && answer;
      }),
    );
  };
  const inWms = async () => (await stack.control('wms').state()) as unknown as WmsState;
  const move = (shipment: string, step: string) =>
    atScreen(stack, 'wms', `/shipments/${shipment}/${step}`, {});

  /** A shipment of the lot at the door, with the gate's authorization in the warehouse's hands. */
  async function atTheDoor(lot: string): Promise<{ shipment: string; authorization: ShipmentAuthorization }> {
    const shipment = `SH-${randomUUID().slice(0, 8)}`;
    const lines = [{ lot, quantity: '30' }];
    const asked = { id: shipment, plant: 'lyon', customer: 'AERO-9', lines };
    expect(await atScreen(stack, 'wms', '/shipments', asked)).toBe(200);
    const authorization = await authorize(shipment, lot, '30');
    const { jws } = authorization;
    // The warehouse asks for the gate's keys by itself, and may not have them yet.
    await eventually(
      async () => (await atScreen(stack, 'wms', `/shipments/${shipment}/authorization`, { jws })) === 200,
    );
    expect([await move(shipment, 'pick'), await move(shipment, 'stage')]).toEqual([200, 200]);
    return { shipment, authorization };
  }

  it('loads and ships; what was promised is gone', async () => {
    const lot = await freshLot(stack);
    const { shipment, authorization } = await atTheDoor(lot);
    expect((await gate(stack, lot)).releasableQuantity).toEqual(ea('70'));
    expect([await move(shipment, 'load'), await move(shipment, 'ship')]).toEqual([200, 200]);
    const read = await stack
      .api('auditor')
      .get<ShipmentAuthorization>(`/v1/shipment-authorizations/${authorization.id}`);
    expect(read.body).toEqual(authorization);
  });

  it('H1 hears of a hold by an event, and loads no more', async () => {
    const lot = await freshLot(stack);
    const { shipment, authorization } = await atTheDoor(lot);
    const hold = await place(stack, [lot]);
    const read = await stack
      .api('auditor')
      .get<ShipmentAuthorization>(`/v1/shipment-authorizations/${authorization.id}`);
    expect(read.body).toMatchObject({
      authorized: false,
      state: 'revoked',
      endedBecause: hold.id,
      jws: null,
    });
    await eventually(async () => (await inWms()).authorizations[shipment]?.revoked);
    expect(await move(shipment, 'load')).toBe(409);
    expect((await inWms()).shipments[shipment]?.step).toBe('staged');
    await reached(stack, hold.id, 'effective');
  });

  it('checks an answer of the gate with the published key alone', async () => {
    const lot = await freshLot(stack);
    const path = `/v1/lots/${encodeURIComponent(lot)}/releasability?plant=lyon&action=ship&customer=AERO-9&signed=true`;
    const answer = taken(200, await stack.api('partner').get<Releasability>(path));
    const { keys } = taken(200, await stack.api('nobody').get<z.infer<typeof GateKeys>>('/v1/gate/keys'));
    const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
    const { payload, protectedHeader } = await compactVerify(answer.jws!, key, { algorithms: ['EdDSA'] });
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'gate-answer+jws', kid: keys[0]!.kid });
    const statement = JSON.parse(new TextDecoder().decode(payload)) as GateStatement;
    expect(statement).toEqual({
      lot,
      plant: 'lyon',
      action: 'ship',
      purpose: 'sale',
      releasable: true,
      quantity: ea('100'),
      to: null,
      order: null,
      customer: 'AERO-9',
      asOf: answer.asOf,
      expiresAt: new Date(Date.parse(answer.asOf) + 60_000).toISOString(),
      position: expect.any(Number),
    });
  });
});
