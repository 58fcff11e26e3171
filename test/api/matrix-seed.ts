import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { changeRequest } from '../ledger/change-requests';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, tell } from '../ledger/requests';

/** Names of things at one plant, of each kind that a call names in its address. */
export interface Seeds {
  readonly plant: string;
  readonly lot: string;
  readonly hold: string;
  readonly disposition: string;
  readonly change: string;
  readonly exception: string;
  readonly authorization: string;
  readonly apiKey: string;
}

/** The customer of what is shipped from Lyon; a partner, as this topology has it. */
export const CUSTOMER = 'atlantic-aerostructures';
export const matrixTopology = () => ({
  ...demoTopology(),
  partners: { atlantic: { customers: [CUSTOMER], suppliers: [] } },
});

const ea = (value: string) => ({ value, unit: 'EA' as const });

/** A real ledger with the same at two plants. */
export async function seededLedger(): Promise<{ open: OpenLedger; lyon: Seeds; monterrey: Seeds }> {
  const open = await openLedger(matrixTopology());
  await open.ledger.promoted('a test', new Date());
  return { open, lyon: await seed(open, 'lyon'), monterrey: await seed(open, 'monterrey') };
}

async function seed({ ledger, pool }: OpenLedger, plant: string): Promise<Seeds> {
  const now = new Date();
  const lotOf = async (name: string) => {
    const lot = `BRACKET-100:M-${plant}-${name}`;
    const received = { lot, plant, location: 'A-01', quantity: ea('1000'), status: 'unrestricted' } as const;
    await tell(ledger, 'erp', 'erp.lot.received.v1', received);
    return lot;
  };
  const [lot, free] = [await lotOf('held'), await lotOf('free')];
  const hold = await place(ledger, holdRequest([lot], { plant }));
  const disposition = await decide(ledger, hold.id, dispositionRequest(lot, '1', 'scrap'));
  const plants = [{ plant, effectivity: { kind: 'immediate' as const } }];
  const change = await keyed(ledger, (tx) =>
    ledger.engineeringChanges.request(tx, changeRequest(`ECO-${plant}`, { plants }), null, PERSON, now, null),
  );
  const authorization = await keyed(ledger, (tx) =>
    ledger.authorizations.authorize(
      tx,
      { shipment: `SH-${plant}`, plant, customer: CUSTOMER, lines: [{ lot: free, quantity: ea('1') }] },
      0,
      PERSON,
      now,
    ),
  );
  const { apiKey } = await keyed(ledger, (tx) =>
    ledger.apiKeys.create(tx, { name: plant, role: 'auditor', plants: [plant], scopes: null }, PERSON, now),
  );
  const exception = `EX-${plant}`;
  await pool.query(
    `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state)
     values ($1, $2, $3, 'wing-bracket', 'erp', 'held lot', 'TEST', 'a test', '{}', $4, 1, 'open')`,
    [exception, hold.transaction, plant, now],
  );
  return {
    plant,
    lot,
    hold: hold.id,
    disposition: disposition.id,
    change: change.id,
    exception,
    authorization: authorization.id,
    apiKey: apiKey.id,
  };
}
