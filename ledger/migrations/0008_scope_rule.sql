-- Holds that mean more than lots: what an order makes, what a work centre made in a window, a serial whose lot nobody has
-- named yet. What is told of them later joins the hold; systems are asked to name what nobody has told.

create table scope_rule (
  id bigint generated always as identity primary key,
  hold text not null references hold,
  kind text not null check (kind in ('order', 'work-centre', 'serial')),
  -- the order, the work centre or the serial
  subject text not null,
  -- the order's or the work centre's
  plant text not null,
  -- of a work centre: from when; null for the others
  from_at timestamptz,
  -- what came to be after it does not join; null: until further notice
  to_at timestamptz,
  -- somebody said that the hold follows it no more
  ended_at timestamptz,
  unique nulls not distinct (hold, kind, subject, plant, from_at)
);
create index scope_rule_subject on scope_rule (subject, kind);
create index scope_rule_work_centre on scope_rule (plant) where kind = 'work-centre';

-- which systems are to name the material that a rule means; the hold is not effective, nor does it close, before they have
create table scope_question (
  rule bigint not null references scope_rule,
  system text not null,
  answered_at timestamptz,
  primary key (rule, system)
);

-- which lot a serial is of, by the first system that said so
create table serial (
  serial text primary key,
  lot text not null,
  system text not null,
  recorded_at timestamptz not null
);
create index serial_lot on serial (lot);

-- states of work centres as MESs told them, whatever the order in which they did; `hold`: placed because of it
create table equipment_state (
  plant text not null,
  work_centre text not null,
  since timestamptz not null,
  state text not null,
  system text not null,
  recorded_at timestamptz not null,
  hold text references hold,
  primary key (plant, work_centre, since, state)
);
