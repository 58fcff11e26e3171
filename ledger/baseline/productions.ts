import { itemOf } from '../../config/systems';
import type { BaselineFinding } from '../../contracts/baseline';
import { Problem } from '../../contracts/problem';
import type { Quantity } from '../../contracts/quantity';
import type { SnapshotProduction } from '../../contracts/snapshot';
import type { Topology } from '../../contracts/topology';
import { INTERLOCK } from '../audit';
import { consumed } from '../genealogy';
import { BASELINE_SOURCE } from '../material-facts';
import type { Tx } from '../pool';
import type { Loading } from './lots';

/**
 * Records what the MES remembers of what was made from what, as if it told it now: what holds cover follows (H5), and what it
 * has told before, or tells late, is the same fact.
 * @returns what was refused: lots of items that nobody knows
 */
export async function loadProductions(
  tx: Tx,
  topology: Topology,
  { baseline, system, plant, now }: Loading,
  productions: readonly SnapshotProduction[],
): Promise<BaselineFinding[]> {
  const counted = ({ lot, quantity }: SnapshotProduction['consumed'][number]) => ({
    lot,
    quantity: { value: quantity, unit: topology.items[itemOf(lot)]?.unit ?? 'EA' } satisfies Quantity,
  });
  const findings: BaselineFinding[] = [];
  for (const { consumed: used, produced, ...production } of productions) {
    const fact = { ...production, plant, consumed: used.map(counted), produced: produced.map(counted) };
    const subject = produced[0]?.lot ?? production.order;
    const event = `${baseline}/${production.order}/${subject}/${production.occurredAt}`;
    const telling = { system, source: BASELINE_SOURCE, event, time: null, who: INTERLOCK, now };
    try {
      await consumed(tx, topology, fact, telling);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      findings.push({ system, code: 'production-refused', subject, text: error.detail });
    }
  }
  return findings;
}
