import type { DispositionRequest } from '../contracts/disposition';
import type { ChangePackage, ChangePolicy, Effectivity } from '../contracts/engineering-change';
import type { Capacity } from '../contracts/shown-signature';
import { text } from './decimal';

/** Roles whose holders may sign in a capacity; a system never signs. */
export const MAY_SIGN: Readonly<Record<Capacity, readonly string[]>> = {
  decision: ['quality'],
  quality: ['quality'],
  'design-authority': ['engineering'],
  activation: ['engineering', 'quality'],
};

/** How an approval names the signature that it is. */
const PREFIX = 'signature:';

/** The signature that an approval refers to; null: it refers to something else. */
export const signatureOf = (reference: string): string | null =>
  reference.startsWith(PREFIX) ? reference.slice(PREFIX.length) : null;

/** What somebody who signs a disposition signs, and nothing else. `quantity` is in the lot's unit. */
export const dispositionRecord = (
  hold: string,
  request: Omit<DispositionRequest, 'approvals' | 'signature'>,
  quantity: { readonly value: string; readonly unit: string },
  output: string | null,
) => ({
  type: 'disposition' as const,
  hold,
  lot: request.lot,
  quantity: plain(quantity),
  decision: request.decision,
  reason: request.reason,
  reference: request.reference,
  concession: request.concession && {
    expiresAt: request.concession.expiresAt ?? null,
    maxQuantity: request.concession.maxQuantity ? plain(request.concession.maxQuantity) : null,
    orders: request.concession.orders ?? null,
    customers: request.concession.customers ?? null,
  },
  supersedes: request.supersedes,
  output,
});

/** The same number is the same text, however it was written. */
const plain = ({ value, unit }: { readonly value: string; readonly unit: string }) => ({
  value: text(value),
  unit,
});

/** What somebody who lets a plant go over to a change signs. @param packageHash of all that the PLM says the change is */
export const activationRecord = (
  change: {
    readonly id: string;
    readonly system: string;
    readonly number: string;
    readonly policy: ChangePolicy;
  },
  plant: { readonly plant: string; readonly effectivity: Effectivity | null },
  items: ChangePackage['items'],
  packageHash: string,
) => ({
  type: 'change-activation' as const,
  change: change.id,
  system: change.system,
  number: change.number,
  policy: change.policy,
  plant: plant.plant,
  effectivity: plant.effectivity,
  items: items.map(({ item, from, to }) => ({ item, from, to })),
  package: packageHash,
});
