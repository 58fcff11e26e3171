-- Engineering changes: which change is under way where, what every plant was found to have, who holds which item.

create table change (
  id text primary key,
  transaction text not null unique,
  change_system text not null,
  change_id text not null,
  policy text not null check (policy in ('plant-by-plant', 'all-or-nothing')),
  on_conflict text not null check (on_conflict in ('refuse', 'queue', 'supersede')),
  product_family text not null,
  -- as the PLM gave it; null until it was read
  package jsonb,
  -- what the package itself lacks
  findings jsonb not null default '[]',
  -- changes that hold what this one waits for
  blocking text[] not null default '{}',
  requested_by_id text not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  withdrawn_reason text,
  withdrawn_by text,
  withdrawn_at timestamptz,
  -- all-or-nothing: the one row that decides whether any plant passes its pivot
  decided_at timestamptz,
  finished_at timestamptz
);
create index change_requested on change (requested_at, id);
create index change_number on change (change_system, change_id);

create table change_item (
  change text not null references change,
  item text not null,
  position integer not null,
  from_revision text not null,
  to_revision text not null,
  primary key (change, item)
);
create index change_item_item on change_item (item);

create table change_plant (
  change text not null references change,
  plant text not null,
  state text not null check (state in ('checking', 'staging', 'staged', 'activating', 'active', 'refused', 'withdrawing', 'withdrawn')),
  -- null: as the package proposes
  effectivity jsonb,
  findings jsonb not null default '[]',
  -- what it waits for, for people
  waits_for text,
  -- by when staging is to have come through
  stage_by timestamptz,
  staged_at timestamptz,
  due_at timestamptz,
  -- everything staged is read again, and the ERP asked again, after this instant and before the pivot
  verify_since timestamptz,
  pivoted_at timestamptz,
  active_at timestamptz,
  ended_at timestamptz,
  primary key (change, plant)
);

-- one open change an item and plant: all of a change's rows are written by one statement, or none
create table change_lock (
  item text not null,
  plant text not null,
  change text not null references change,
  primary key (item, plant)
);
create index change_lock_change on change_lock (change);

-- what a system said of the items at a plant when it was asked last
create table change_assessment (
  change text not null references change,
  plant text not null,
  system text not null,
  at timestamptz not null,
  answer jsonb not null,
  primary key (change, plant, system)
);

-- what of the old revision is open at a plant, and what is to become of it
create table affected (
  change text not null references change,
  plant text not null,
  object text not null check (object in ('order', 'stock', 'purchase')),
  id text not null,
  item text not null,
  revision text not null,
  unit text not null,
  quantity numeric not null check (quantity >= 0),
  assessed_at timestamptz not null,
  decision text,
  decided_by text,
  by_hand boolean not null default false,
  -- what the decision was made for
  quantity_assessed numeric,
  primary key (change, plant, object, id)
);

-- which revision a plant builds since when; the newest row counts
create table item_revision (
  item text not null,
  plant text not null,
  revision text not null,
  since timestamptz not null,
  -- null: found so when Interlock first asked
  change text references change,
  primary key (item, plant, since)
);

-- the inspection plan of a revision
create table specification (
  item text not null,
  revision text not null,
  plan jsonb not null,
  -- system that gave it
  source text not null,
  primary key (item, revision)
);

-- production orders, each with the revision that it keeps
create table production_order (
  id text primary key,
  plant text not null,
  item text not null,
  revision text not null,
  unit text not null,
  quantity numeric not null,
  state text not null,
  updated_at timestamptz not null
);

-- a question that changes nothing, and its answer
create table preflight (
  id text primary key,
  request jsonb not null,
  asked_at timestamptz not null,
  result jsonb
);

-- a target of an item is not about a lot
alter table target alter column lot drop not null;
