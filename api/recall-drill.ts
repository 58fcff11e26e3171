import type { Adapter } from '../adapters/port';
import type { RecallDrillRequest } from '../contracts/recall-drill';
import { reportOf, type ExposedBy } from '../domain/recall-report';
import type { DrillFound } from '../ledger';
import type { Exchange, Services } from './route';

/**
 * Traces what would be recalled to everything and everyone, and times each step. The ledger is read as of one instant; ERP and
 * WMS are then asked at once where material of these lots is. Nothing is changed anywhere.
 * @throws Problem `nothing-to-trace`
 */
export async function drill(
  { reason, ...of }: RecallDrillRequest,
  { ledger, systems, now }: Services,
  { traceparent, gone }: Exchange,
): Promise<DrillFound> {
  const watch = new Watch();
  const startedAt = now().toISOString();
  const trace = await watch.time(
    'trace the genealogy, stock and shipments that the ledger has',
    () => ledger.recallDrills.trace(of),
    ({ lots }) => `${lots.length} lots`,
  );
  const lots = trace.lots.flatMap((lot) => (lot.trace === 'origin' ? [] : [lot.lot]));
  const asked = [...systems.values()].filter((adapter) => adapter.exposure !== undefined);
  const answers = await Promise.all(
    asked.map((adapter) =>
      watch.time(
        `ask ${adapter.system} where material of these lots is`,
        () => ask(adapter, lots, { transaction: 'recall-drill', traceparent, signal: gone }),
        (said) => (said === null ? 'no answer' : `${said.length} places beside stock`),
      ),
    ),
  );
  const report = await watch.time(
    'balance the lots, and name who has them',
    () =>
      Promise.resolve(
        reportOf(
          trace,
          answers.flatMap((said) => said ?? []),
        ),
      ),
    ({ coverage, customers }) => `${coverage.percent} % accounted for, ${customers.length} customers`,
  );
  return {
    reason,
    of: { lot: of.lot ?? null, supplier: of.supplier ?? null, supplierLot: of.supplierLot ?? null },
    startedAt,
    milliseconds: watch.elapsed(),
    steps: watch.steps,
    ...report,
    unanswered: asked.flatMap(({ system }, at) => (answers[at] === null ? [system] : [])),
  };
}

/** Null: it could not be asked. */
async function ask(
  adapter: Adapter,
  lots: readonly string[],
  context: Parameters<NonNullable<Adapter['exposure']>>[1],
): Promise<ExposedBy[] | null> {
  try {
    const exposed = (await adapter.exposure?.(lots, context)) ?? [];
    return exposed.map((one) => ({ ...one, system: adapter.system }));
  } catch {
    return null;
  }
}

/** Times steps, in milliseconds to a tenth. */
class Watch {
  readonly steps: DrillFound['steps'] = [];
  private readonly started = performance.now();

  async time<T>(step: string, work: () => Promise<T>, found: (result: T) => string): Promise<T> {
    const started = performance.now();
    const result = await work();
    this.steps.push({ step, milliseconds: tenths(performance.now() - started), found: found(result) });
    return result;
  }

  elapsed(): number {
    return tenths(performance.now() - this.started);
  }
}

const tenths = (milliseconds: number): number => Math.round(milliseconds * 10) / 10;
