-- Genealogy from facts: what systems told of material is kept as it was told, and edges follow from it, so that the graph
-- is the same whatever the order in which they told it.

create table material_fact (
  id bigint generated always as identity primary key,
  system text not null,
  source text not null,
  event text not null,
  kind text not null check (kind in
    ('received', 'counted', 'consumed', 'split', 'merged', 'scrapped', 'picked', 'loaded', 'shipped', 'dispatched', 'arrived')),
  -- 1: it happened; -1: it was taken back
  sign smallint not null check (sign in (1, -1)),
  -- what happened, by its content: the same for every telling of it, and for its reversal
  occurrence text not null,
  -- null where the event names none
  plant text,
  production_order text,
  operation text,
  work_centre text,
  -- of a shipment or a transfer
  reference text,
  customer text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (system, source, event)
);
create index material_fact_occurrence on material_fact (occurrence);
create index material_fact_order on material_fact (production_order, plant) where production_order is not null;
create index material_fact_work_centre on material_fact (work_centre, plant, occurred_at) where work_centre is not null;
create index material_fact_reference on material_fact (reference) where reference is not null;

-- what went in and what came out, a row a lot
create table material_line (
  fact bigint not null references material_fact,
  side text not null check (side in ('in', 'out')),
  lot text not null,
  quantity numeric not null check (quantity >= 0),
  unit text not null,
  primary key (fact, side, lot)
);
create index material_line_lot on material_line (lot, side);

-- the occurrence that an edge follows from: of what went in, and of what came out where another event told that (joined by
-- order and operation); both null for edges from before there were facts
alter table genealogy add column occurrence text;
alter table genealogy add column joined text;
create unique index genealogy_fact on genealogy (occurrence, parent, child, (coalesce(joined, ''))) where occurrence is not null;
create index genealogy_joined on genealogy (joined) where joined is not null;

-- the plant that material in transit is bound for: it is held at both ends
alter table stock add column bound_for text;
