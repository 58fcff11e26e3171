import { Pool } from 'pg';

/** Lots in layers; each lot of a layer is made of so many of the layer before, drawn at random. */
export interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly parents: number;
}

export const lotsOf = ({ layers, width }: Shape): number => layers * width;
export const lotOf = (layer: number, index: number): string => `PIN-10:BENCH-${layer}-${index}`;

/**
 * As if a MES had told it, a consumption a lot: facts, lines, edges, and stock of every lot.
 * @returns the number of edges: a lot that was drawn twice is one parent
 */
export async function buildGraph(url: string, shape: Shape): Promise<number> {
  // Of its own: the ledger's gives up long before a graph is there.
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    return await fill(pool, shape);
  } finally {
    await pool.end();
  }
}

async function fill(pool: Pool, { layers, width, parents }: Shape): Promise<number> {
  await pool.query('select setseed(0.42)');
  await pool.query(
    `insert into lot (lot, item, unit, quantity, known, updated_at)
     select 'PIN-10:BENCH-' || layer || '-' || index, 'PIN-10', 'EA', 100, true, now() from generate_series(0, $1 - 1) layer, generate_series(0, $2 - 1) index`,
    [layers, width],
  );
  await pool.query(
    `insert into stock (lot, plant, location, quantity, owner, status, updated_at)
     select lot, 'lyon', 'LYON-STORE', 100, 'erp', 'unrestricted', now() from lot`,
  );
  await pool.query(
    `insert into material_fact (system, source, event, kind, sign, occurrence, plant, production_order, occurred_at, recorded_at)
     select 'mes-lyon', 'mes-lyon', layer || '-' || index, 'consumed', 1, 'bench-' || layer || '-' || index, 'lyon', 'PO-' || layer || '-' || index,
       '2026-01-01'::timestamptz + layer * interval '1 day', now()
     from generate_series(1, $1 - 1) layer, generate_series(0, $2 - 1) index`,
    [layers, width],
  );
  await pool.query(
    `insert into material_line (fact, side, lot, quantity, unit)
     select id, 'out', 'PIN-10:BENCH-' || event, 100, 'EA' from material_fact`,
  );
  await pool.query(
    `insert into material_line (fact, side, lot, quantity, unit)
     select id, 'in', 'PIN-10:BENCH-' || (split_part(event, '-', 1)::int - 1) || '-' || floor(random() * $1)::int, 4, 'EA'
     from material_fact, generate_series(1, $2) on conflict do nothing`,
    [width, parents],
  );
  const edges = await pool.query(
    `insert into genealogy (parent, child, quantity, occurrence, system, recorded_at)
     select used.lot, made.lot, used.quantity, fact.occurrence, fact.system, fact.recorded_at
     from material_fact fact join material_line used on used.fact = fact.id and used.side = 'in' join material_line made on made.fact = fact.id and made.side = 'out'`,
  );
  await pool.query('vacuum analyze');
  return edges.rowCount ?? 0;
}
