import type { Exposed, HoldRequest } from '../contracts/hold';
import type { BlastRadius } from '../contracts/record';
import type { Adapter } from '../adapters/port';
import type { z } from 'zod';
import type { Services } from './route';

/**
 * What a hold would cover: the material as the ledger knows it, and where ERP and WMS say that it is. A system that cannot
 * be asked is named, not waited for. Nothing is changed anywhere.
 */
export async function blastRadius(
  services: Services,
  request: HoldRequest,
): Promise<z.infer<typeof BlastRadius>> {
  const material = await services.ledger.previewHold(request, services.now());
  const lots = material.lots.map(({ lot }) => lot);
  const answers = await Promise.all([...services.systems].map(([name, adapter]) => ask(name, adapter, lots)));
  const exposed = answers.flatMap((answer) => answer.exposed ?? []);
  return {
    ...material,
    exposed,
    orders: references(exposed, (kind) => kind.startsWith('consumed')),
    shipments: references(exposed, (kind) => !kind.startsWith('consumed') && kind !== 'in-transit'),
    customers: [...new Set(exposed.flatMap(({ customer }) => customer ?? []))].sort(),
    unanswered: answers.filter((answer) => answer.exposed === null).map((answer) => answer.system),
  } as z.infer<typeof BlastRadius>;
}

interface SystemAnswer {
  readonly system: string;
  /** Null: it could not be asked. */
  readonly exposed: readonly (Exposed & { system: string })[] | null;
}

async function ask(system: string, adapter: Adapter, lots: readonly string[]): Promise<SystemAnswer> {
  try {
    const context = { transaction: 'preview', traceparent: null, signal: new AbortController().signal };
    const exposed = (await adapter.exposure?.(lots, context)) ?? [];
    return { system, exposed: exposed.map((entry) => ({ ...entry, system })) };
  } catch {
    return { system, exposed: null };
  }
}

const references = (exposed: readonly Exposed[], matches: (kind: string) => boolean): string[] =>
  [...new Set(exposed.filter(({ kind }) => matches(kind)).map(({ reference }) => reference))].sort();
