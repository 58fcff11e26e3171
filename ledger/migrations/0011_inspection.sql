-- Inspections of lots at checkpoints of operations: opened in the QMS, and what came of them.

create table inspection (
  id text primary key,
  transaction text not null unique,
  -- the QMS, and its number there once it was read back
  system text not null,
  number text,
  state text not null check (state in ('opening', 'open', 'contradicted', 'failed', 'passed')),
  plant text not null,
  product_family text not null,
  lot text not null references lot,
  order_id text,
  -- null where the QMS opened it by itself: no operation waits for it
  operation text,
  checkpoint text,
  -- the lot's own revision and the plan that it is inspected by; null until they are known, then fixed
  revision text,
  plan jsonb,
  opened_by_id text not null,
  opened_by_name text not null,
  opened_at timestamptz not null,
  -- the hold that contains the lot because of it
  hold text references hold,
  -- when the QMS was last asked about plans and gauges for it; null: it is to be asked (again)
  assessed_at timestamptz,
  stepped_at timestamptz,
  finished_at timestamptz
);
-- one inspection a checkpoint that a lot reaches
create unique index inspection_checkpoint on inspection (plant, lot, order_id, operation, checkpoint) where checkpoint is not null;
create unique index inspection_number on inspection (system, number) where number is not null;
create index inspection_lot on inspection (lot);
create index inspection_hold on inspection (hold) where hold is not null;
create index inspection_opened on inspection (opened_at, id);

-- results as they were posted; one that was withdrawn stays on the record
create table inspection_result (
  id bigint generated always as identity primary key,
  inspection text not null references inspection,
  result jsonb not null,
  -- judged anew when a person says so
  judgement jsonb not null,
  -- the QMS gave it itself, and need not be told
  from_qms boolean not null,
  posted_by_id text not null,
  posted_by_name text not null,
  posted_at timestamptz not null,
  withdrawn_at timestamptz
);
-- one result counts
create unique index inspection_result_current on inspection_result (inspection) where withdrawn_at is null;

-- gauges that the QMS says are fit for use, as it was last read
create table gauge (
  system text not null,
  gauge text not null,
  primary key (system, gauge)
);
