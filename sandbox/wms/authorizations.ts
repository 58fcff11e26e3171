import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import { isMore } from '../core/quantity';
import { Refusal } from '../core/refusal';
import type { Collection, Store } from '../core/store';

const TYPE = 'shipment-authorization+jws';
const Header = z.object({ alg: z.literal('EdDSA'), typ: z.literal(TYPE), kid: z.string() });
const Statement = z.object({
  id: z.string(),
  shipment: z.string(),
  lines: z.array(z.object({ lot: z.string(), quantity: z.object({ value: z.string(), unit: z.string() }) })),
  expiresAt: z.iso.datetime(),
  position: z.int(),
});

/** What the gate has authorized, as the warehouse was handed it. */
interface Authorization extends z.infer<typeof Statement> {
  readonly revoked: boolean;
  /** Events of the gate were heard up to that one. */
  readonly heard: number;
}
type PublicKey = JsonWebKey & { kid: string };

/**
 * The gate's signed authorizations that shipments are loaded by. They are checked here, with the gate's public key, whether the
 * gate can be reached or not. Calls that write belong into a transaction of the store.
 */
export class AuthorizationBook {
  private readonly kept: Collection<Authorization>;
  private readonly keys: Collection<PublicKey>;

  constructor(store: Store) {
    this.kept = store.collection('authorizations');
    this.keys = store.collection('gate-keys');
  }

  get knowsKeys(): boolean {
    return this.keys.all().length > 0;
  }

  learnKeys(keys: readonly PublicKey[]): void {
    keys.forEach((key) => this.keys.put(key.kid, key));
  }

  /** @throws Refusal when the gate has not signed it, or for another shipment */
  keep(shipment: string, jws: string): { shipment: string; authorization: string; expiresAt: string } {
    const statement = this.read(jws);
    if (statement.shipment !== shipment)
      throw new Refusal('AUTHORIZATION_INVALID', `${statement.id} is of ${statement.shipment}.`, 409);
    this.kept.put(shipment, { ...statement, revoked: false, heard: statement.position });
    return { shipment, authorization: statement.id, expiresAt: statement.expiresAt };
  }

  /**
   * May this be loaded now? What came without an authorization goes by the blocks alone.
   * @throws Refusal
   */
  check(shipment: string, lines: readonly { lot: string; quantity: string }[], now: Date): void {
    const authorization = this.kept.get(shipment);
    if (!authorization) return;
    const { id, revoked, expiresAt } = authorization;
    if (revoked) throw new Refusal('AUTHORIZATION_REVOKED', `${id} was revoked by the gate.`, 409);
    if (new Date(expiresAt) <= now)
      throw new Refusal('AUTHORIZATION_EXPIRED', `${id} was good until ${expiresAt}.`, 409);
    for (const { lot, quantity } of lines) {
      const authorized = authorization.lines.find((line) => line.lot === lot)?.quantity.value ?? '0';
      if (isMore(quantity, authorized))
        throw new Refusal(
          'NOT_AUTHORIZED',
          `${lot}: ${quantity} to be loaded, ${authorized} authorized.`,
          409,
        );
    }
  }

  /** Those that may still be loaded by, and so be revoked. */
  live(now: Date): Authorization[] {
    return this.kept.all().filter(({ revoked, expiresAt }) => !revoked && new Date(expiresAt) > now);
  }

  /** The gate has told, up to event `heard`, that these are revoked. */
  hear(revoked: readonly string[], heard: number, now: Date): void {
    for (const one of this.live(now))
      this.kept.put(one.shipment, {
        ...one,
        revoked: revoked.includes(one.id),
        heard: Math.max(one.heard, heard),
      });
  }

  state(): Record<string, Authorization> {
    return Object.fromEntries(this.kept.all().map((one) => [one.shipment, one]));
  }

  private read(jws: string): z.infer<typeof Statement> {
    const refuse = (text: string) => new Refusal('AUTHORIZATION_INVALID', text, 409);
    const [head = '', payload = '', signature = ''] = jws.split('.');
    const header = Header.safeParse(json(head));
    if (!header.success) throw refuse('It is no authorization that the gate signs.');
    const key = this.keys.get(header.data.kid);
    if (!key) throw refuse('It is signed with a key that the gate does not publish.');
    const signed = Buffer.from(`${head}.${payload}`);
    if (!verify(null, signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url')))
      throw refuse("The signature is not the gate's.");
    const statement = Statement.safeParse(json(payload));
    if (!statement.success) throw refuse('It does not say what it authorizes.');
    return statement.data;
  }
}

function json(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return null;
  }
}
