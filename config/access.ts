import type { AccessPattern, Partner } from '../contracts/policy';
import type { Topology } from '../contracts/topology';
import { fits } from '../domain/glob';
import type { Caller } from './caller';

/** The partner that a caller belongs to; null: none that the topology names. */
export function partnerOf({ id, role }: Caller, { partners }: Pick<Topology, 'partners'>): Partner | null {
  if (role !== 'partner') return null;
  const found = Object.entries(partners).find(([name, { callers = [name] }]) =>
    callers.some((caller) => fits(caller, id)),
  );
  return found?.[1] ?? null;
}

/** What kind of caller, by where the credential comes from. */
export function accessOf(caller: Caller, topology: Pick<Topology, 'partners' | 'saas'>): AccessPattern {
  if (partnerOf(caller, topology)) return 'partner';
  if (topology.saas.some((service) => fits(service, caller.id))) return 'saas';
  return caller.role === 'plant' || caller.plants !== null ? 'plant' : 'enterprise';
}
