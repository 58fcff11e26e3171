import type { AccessPattern, Partner } from '../contracts/policy';
import type { Topology } from '../contracts/topology';
import type { Action } from '../domain/policy';
import type { Caller } from '../ledger';
import type { Route } from './route';

/** The call as policies name it. */
export const actionOf = ({ id, tag, kind }: Pick<Route, 'id' | 'tag' | 'kind'>): Action => ({
  id,
  tag,
  nature: kind === 'command' ? 'command' : 'read',
});

/** The partner that a caller belongs to; null: none that the topology names. */
export function partnerOf({ id, role }: Caller, { partners }: Pick<Topology, 'partners'>): Partner | null {
  if (role !== 'partner') return null;
  const found = Object.entries(partners).find(([name, { callers = [name] }]) => callers.includes(id));
  return found?.[1] ?? null;
}

/** What kind of caller, by where the credential comes from. */
export function accessOf(caller: Caller, topology: Pick<Topology, 'partners' | 'saas'>): AccessPattern {
  if (partnerOf(caller, topology)) return 'partner';
  if (topology.saas.includes(caller.id)) return 'saas';
  return caller.role === 'plant' || caller.plants !== null ? 'plant' : 'enterprise';
}
