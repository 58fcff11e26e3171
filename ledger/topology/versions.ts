import type { TopologyVersion } from '../../contracts/topology-version';
import { TopologyDocument } from '../../contracts/topology-version';
import { ENVIRONMENTS } from '../../contracts/topology';
import { z } from 'zod';
import type { Tx } from '../pool';
import { pageOf, type Page } from '../page';

const Row = z
  .object({
    version: z.int(),
    transaction: z.string(),
    at: z.date(),
    by_id: z.string(),
    by_name: z.string(),
    environment: z.enum(ENVIRONMENTS),
    text: z.string(),
    variables: TopologyDocument.shape.variables,
  })
  .transform(
    ({ version, transaction, at, by_id, by_name, environment, text, variables }): TopologyVersion => ({
      version,
      environment,
      at: at.toISOString(),
      by: { id: by_id, name: by_name },
      transaction,
      text,
      variables,
    }),
  );

const COLUMNS = 'version, transaction, at, by_id, by_name, environment, text, variables';

/** The newest version that was applied; null: none yet. */
export async function newestVersion(tx: Tx): Promise<TopologyVersion | null> {
  const found = await tx.query({
    name: 'topology-newest',
    text: `select ${COLUMNS} from topology_version order by version desc limit 1`,
  });
  return found.rows[0] ? Row.parse(found.rows[0]) : null;
}

/** Versions that were applied, newest first. The cursor is the version before. */
export async function listVersions(
  tx: Tx,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<TopologyVersion>> {
  const found = await tx.query({
    name: 'topology-list',
    text: `select ${COLUMNS} from topology_version where version < $1 order by version desc limit $2`,
    values: [Number(cursor) || 2_147_483_647, limit + 1],
  });
  return pageOf(
    found.rows,
    limit,
    (row) => Row.parse(row),
    ({ version }) => String(version),
  );
}

export async function storeVersion(tx: Tx, version: TopologyVersion): Promise<void> {
  const { version: number, transaction, at, by, environment, text, variables } = version;
  await tx.query({
    name: 'topology-store',
    text: `insert into topology_version (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [number, transaction, at, by?.id, by?.name, environment, text, variables],
  });
}
