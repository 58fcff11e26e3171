import type { BaselineFinding } from '../../contracts/baseline';
import type { SnapshotProduction } from '../../contracts/snapshot';
import type { Topology } from '../../contracts/topology';
import type { Tx } from '../pool';
import type { Loading } from './lots';

export async function loadProductions(
  _tx: Tx,
  _topology: Topology,
  _loading: Loading,
  _productions: readonly SnapshotProduction[],
): Promise<BaselineFinding[]> {
  return [];
}
