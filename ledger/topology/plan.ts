import { plantOf } from '../../config/systems';
import type { Topology } from '../../contracts/topology';
import type { TopologyChange } from '../../contracts/topology-version';
import { differences, type Difference } from '../../domain/topology-differences';
import type { Tx } from '../pool';
import { lotsOfItem, standingAtPlant, standingInSystem } from './standing';

interface Judgement {
  readonly means: string;
  readonly refused?: string | null;
}

/** What a topology would change, what that means, and what stands in its way as long as something is under way. */
export async function planTopology(tx: Tx, from: Topology, to: Topology): Promise<TopologyChange[]> {
  const changes: TopologyChange[] = [];
  for (const difference of differences(from, to)) {
    const { kind, section, name, fields } = difference;
    const { means, refused = null } = await judge(tx, from, to, difference);
    changes.push({
      kind,
      path: name === '' ? section : `${section}.${name}`,
      fields: [...fields],
      means,
      refused,
    });
  }
  return changes;
}

function judge(tx: Tx, from: Topology, to: Topology, difference: Difference): Promise<Judgement> | Judgement {
  switch (difference.section) {
    case 'plants':
      return judgePlant(tx, difference);
    case 'systems':
      return judgeSystem(tx, from, to, difference);
    case 'items':
      return judgeItem(tx, difference);
    case 'enterprise':
    case 'environment':
      return {
        means: 'another installation',
        refused: 'a ledger belongs to one enterprise and environment; start Interlock on a ledger of its own',
      };
    default:
      return { means: 'in force from the next call on' };
  }
}

async function judgePlant(tx: Tx, { kind, name }: Difference): Promise<Judgement> {
  if (kind === 'added')
    return {
      means: `start its worker (INTERLOCK_PLANT=${name}), then load what lies there (POST /v1/plants/${name}/baseline); it is reconciled from now on`,
    };
  if (kind === 'changed') return { means: 'in force from the next call on, at its own gate as well' };
  const { lots, ...open } = await standingAtPlant(tx, name);
  const standing = Object.entries(open)
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `open ${what}: ${some(ids)}`);
  return {
    means: `its worker may be stopped; it is no longer reconciled; ${lots} lots lie there, and nobody is told of them any more`,
    refused: standing.length === 0 ? null : `${standing.join('; ')}; end them first`,
  };
}

/** What of a system cannot be another while something is under way in it. */
const IDENTITY = ['product', 'scope', 'roles'];

async function judgeSystem(
  tx: Tx,
  from: Topology,
  to: Topology,
  { kind, name, fields }: Difference,
): Promise<Judgement> {
  const plant = plantOf(kind === 'removed' ? from : to, name);
  const worker = plant === null ? "the enterprise's worker" : `the worker of ${plant}`;
  if (kind === 'added')
    return { means: `${worker} polls system.${name}; what open holds cover there is held in it too` };
  const another = fields.filter((field) => IDENTITY.includes(field));
  if (kind === 'changed' && another.length === 0)
    return { means: `${worker} goes by it from the next call on` };
  const { open, held } = await standingInSystem(tx, name);
  const standing = [
    ...(open.length > 0 ? [`under way: ${some(open)}`] : []),
    ...(held.length > 0 ? [`held: ${some(held)}`] : []),
  ];
  return {
    means:
      kind === 'removed'
        ? 'nothing is asked of it any more'
        : `it is another system now: ${another.join(', ')}`,
    refused:
      standing.length === 0
        ? null
        : `${standing.join('; ')}; a system keeps its name, product, scope and roles until nothing is`,
  };
}

async function judgeItem(tx: Tx, { kind, name, fields }: Difference): Promise<Judgement> {
  if (kind === 'added') return { means: 'its lots are taken from now on' };
  const lots = kind === 'removed' || fields.includes('unit') ? await lotsOfItem(tx, name) : 0;
  return {
    means: kind === 'removed' ? 'its lots are not taken any more' : 'in force from the next call on',
    refused: lots === 0 ? null : `${lots} lots of it are known, in its unit; leave it as it is`,
  };
}

const MOST = 10;

const some = (ids: readonly string[]): string =>
  ids.length <= MOST ? ids.join(', ') : `${ids.slice(0, MOST).join(', ')} and ${ids.length - MOST} more`;
