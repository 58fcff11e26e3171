-- The ledger: which holds cover which material, what is desired of each system, what each was observed to say.

create table lot (
  lot text primary key,
  item text not null,
  unit text not null,
  quantity numeric not null check (quantity >= 0),
  -- an authoritative system has told of it; a lot that only a hold names is not known yet
  known boolean not null,
  supplier text,
  supplier_lot text,
  updated_at timestamptz not null
);
create index lot_supplier on lot (supplier, supplier_lot) where supplier_lot is not null;

create table stock (
  lot text not null references lot,
  plant text not null,
  location text not null,
  quantity numeric not null check (quantity >= 0),
  owner text not null,
  special text,
  -- the status that the owner gives it by itself (H8)
  status text not null,
  updated_at timestamptz not null,
  primary key (lot, plant, location)
);

create table genealogy (
  id bigint generated always as identity primary key,
  parent text not null,
  child text not null,
  quantity numeric not null,
  system text not null,
  recorded_at timestamptz not null
);
create index genealogy_parent on genealogy (parent);
create index genealogy_child on genealogy (child);

create table hold (
  id text primary key,
  transaction text not null unique,
  state text not null check (state in ('open', 'disposing', 'closed')),
  containment text not null check (containment in ('gated', 'partial', 'effective')),
  plant text not null,
  product_family text not null,
  nonconformance_system text,
  nonconformance_id text,
  reason_code text not null,
  reason_text text not null,
  scope jsonb not null,
  severity text not null,
  release_condition jsonb,
  placed_by_id text not null,
  placed_by_name text not null,
  detected_at timestamptz not null,
  placed_at timestamptz not null,
  effective_at timestamptz,
  closed_at timestamptz,
  -- closed, and every target that it has a stake in is home: its saga is over
  finished_at timestamptz
);
-- one open hold a nonconformance
create unique index hold_open_nonconformance on hold (nonconformance_system, nonconformance_id) where state <> 'closed';
create index hold_placed on hold (placed_at, id);

-- material that a hold covers by a rule, so that what appears later joins it
create table hold_rule (
  hold text not null references hold,
  kind text not null check (kind in ('supplier-lot')),
  supplier text not null,
  supplier_lot text not null,
  primary key (hold, kind, supplier, supplier_lot)
);
create index hold_rule_supplier on hold_rule (supplier, supplier_lot);

-- the account of one lot under one hold; the check is promise H6
create table hold_lot (
  hold text not null references hold,
  lot text not null references lot,
  unit text not null,
  part jsonb,
  quantity numeric not null check (quantity >= 0),
  adjusted numeric not null default 0,
  undecided numeric not null check (undecided >= 0),
  pending numeric not null default 0 check (pending >= 0),
  -- the part of pending that is being freed (release, use-as-is): systems are asked to let go, the gate stays shut
  freeing numeric not null default 0 check (freeing >= 0),
  released numeric not null default 0 check (released >= 0),
  reworked numeric not null default 0 check (reworked >= 0),
  repaired numeric not null default 0 check (repaired >= 0),
  regraded numeric not null default 0 check (regraded >= 0),
  scrapped numeric not null default 0 check (scrapped >= 0),
  used_as_is numeric not null default 0 check (used_as_is >= 0),
  returned numeric not null default 0 check (returned >= 0),
  escaped numeric not null default 0 check (escaped >= 0),
  elsewhere numeric not null default 0 check (elsewhere >= 0),
  -- true while the hold covers the lot: something is neither decided nor verified, or its quantity is not known yet
  covers boolean generated always as (undecided + pending > 0 or (quantity = 0 and adjusted = 0)) stored,
  primary key (hold, lot),
  constraint quantities_add_up check (
    quantity + adjusted = undecided + pending + released + reworked + repaired + regraded + scrapped + used_as_is + returned + escaped + elsewhere
  ),
  constraint freeing_is_pending check (freeing <= pending)
);
create index hold_lot_lot on hold_lot (lot);

create table disposition (
  id text primary key,
  hold text not null references hold,
  number bigint generated always as identity unique,
  lot text not null,
  unit text not null,
  quantity numeric not null check (quantity > 0),
  decision text not null,
  state text not null check (state in ('decided', 'executing', 'verified', 'reversed')),
  reason text not null,
  reference text not null,
  approvals jsonb not null,
  concession jsonb,
  supersedes text,
  signature jsonb,
  found_good numeric,
  found_bad numeric,
  -- what people or systems have confirmed so far: finished, inspected, destroyed, issued
  confirmed text[] not null default '{}',
  decided_by_id text not null,
  decided_by_name text not null,
  decided_at timestamptz not null,
  verified_at timestamptz,
  reversed_at timestamptz
);
create index disposition_hold on disposition (hold);
create index disposition_lot on disposition (lot);

-- which systems are to say what of a lot is beyond the hold; it cannot close before they have answered
create table exposure (
  hold text not null references hold,
  system text not null,
  lot text not null,
  answered_at timestamptz,
  primary key (hold, system, lot)
);

create table residual (
  id text primary key,
  hold text not null references hold,
  lot text not null,
  unit text not null,
  quantity numeric not null,
  kind text not null,
  system text not null,
  reference text not null,
  customer text,
  at timestamptz not null,
  answer jsonb,
  unique (hold, lot, system, kind, reference)
);

create table physical_control (
  id bigint generated always as identity primary key,
  hold text not null references hold,
  lot text not null,
  location text not null,
  unit text not null,
  counted numeric not null,
  tag text not null,
  by_id text not null,
  by_name text not null,
  at timestamptz not null
);
create index physical_control_hold on physical_control (hold);

-- one row a (system, subject), shared by all sagas
create table target (
  id text primary key,
  system text not null,
  subject_kind text not null,
  subject_id text not null,
  lot text not null,
  plant text not null,
  desired_state text not null,
  desired_quantity numeric,
  whole boolean not null,
  generation integer not null,
  observed_generation integer not null default 0,
  observed_state text,
  observed_quantity numeric,
  prior text,
  status text not null,
  note text,
  lease_owner text,
  lease_until timestamptz,
  -- the saga's step that claimed it: a step whose answer was lost with its worker is repeated, and claims the same again
  lease_step text,
  token bigint not null default 0,
  -- a free whose outcome is not known may still happen until then (H2)
  free_until timestamptz,
  -- a free lapsed: read before it is decided anew; or: observe a second time, not before that instant
  read_first boolean not null default false,
  not_before timestamptz,
  contradictions integer not null default 0,
  -- domain/targets isContained, kept so that a hold of thousands of lots can be counted
  contained boolean not null,
  open boolean generated always as (observed_generation <> generation or read_first) stored,
  asked_at timestamptz,
  acknowledged_at timestamptz,
  observed_at timestamptz,
  unique (system, subject_kind, subject_id)
);
create index target_lot on target (lot);

-- which transactions have a stake in a target
create table stake (
  target text not null references target,
  transaction text not null,
  required boolean not null,
  primary key (transaction, target)
);
create index stake_target on stake (target);

create table exception (
  id text primary key,
  transaction text not null,
  plant text not null,
  product_family text not null,
  system text not null,
  step text not null,
  target text references target,
  reason_code text not null,
  reason_text text not null,
  payload jsonb not null,
  opened_at timestamptz not null,
  attempts integer not null,
  state text not null check (state in ('open', 'closed')),
  closed_at timestamptz,
  resolution text
);
create unique index exception_open_target on exception (target) where state = 'open';
create index exception_transaction on exception (transaction);

-- what tells Temporal to start or wake a saga; carried by the relay, deleted when carried
create table command (
  id bigint generated always as identity primary key,
  transaction text not null,
  kind text not null check (kind in ('start', 'look')),
  workflow text not null,
  subject text not null,
  created_at timestamptz not null,
  traceparent text,
  lease_until timestamptz,
  attempts integer not null default 0
);
create index command_oldest on command (transaction, id);

create table event (
  id text primary key,
  position bigint generated always as identity unique,
  -- given by the sequencer, not by commit order
  sequence bigint unique,
  type text not null,
  subject text not null,
  transaction text not null,
  plant text,
  at timestamptz not null,
  data jsonb not null
);
create index event_unsequenced on event (position) where sequence is null;
create index event_transaction on event (transaction, sequence);
create sequence event_sequence;

create table inbound (
  system text not null,
  source text not null,
  id text not null,
  type text not null,
  received_at timestamptz not null,
  event jsonb not null,
  -- null: accepted, and waiting for what it is about
  applied_at timestamptz,
  waits_for text,
  primary key (system, source, id)
);
create index inbound_waiting on inbound (waits_for) where applied_at is null;

create table idempotency (
  caller text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status integer not null,
  body text not null,
  location text,
  at timestamptz not null,
  primary key (caller, route, key)
);

-- every state change, chained by transaction: `text` is the RFC 8785 form that was hashed
create table audit (
  transaction text not null,
  number integer not null,
  at timestamptz not null,
  text text not null,
  previous text not null,
  hash text not null,
  primary key (transaction, number)
);
create index audit_at on audit (at);

-- rows that no seal has seen yet
create table unsealed (
  transaction text not null,
  number integer not null,
  hash text not null,
  primary key (transaction, number)
);

-- heads of the chains, sealed into one chain of their own
create table seal (
  number bigint primary key,
  at timestamptz not null,
  text text not null,
  previous text not null,
  hash text not null
);

-- facts about this installation: that the workers' current versions were set once
create table installation (
  name text primary key,
  at timestamptz not null,
  text text not null
);

-- whose turn it is to change what is covered: never written, only locked (ledger/transaction.ts)
create table coverage_turn ();
