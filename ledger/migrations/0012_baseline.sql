-- Going live: the lots, stock and open orders of a plant, loaded from its systems page by page.

create table baseline (
  id text primary key,
  transaction text not null unique,
  plant text not null,
  state text not null check (state in ('loading', 'finished', 'abandoned')),
  requested_by_id text not null,
  requested_by_name text not null,
  started_at timestamptz not null,
  finished_at timestamptz
);
-- one at a time a plant
create unique index baseline_loading on baseline (plant) where state = 'loading';
create index baseline_newest on baseline (plant, started_at);

create table baseline_system (
  baseline text not null references baseline,
  system text not null,
  -- the system's own, of the page to be read next; null: the first
  cursor text,
  -- the last page was read: only what changed meanwhile is read again
  listed boolean not null default false,
  pages integer not null default 0,
  lots integer not null default 0,
  orders integer not null default 0,
  done boolean not null default false,
  primary key (baseline, system)
);

-- lots that changed while they were read, to be read again
create table baseline_again (
  baseline text not null,
  system text not null,
  lot text not null,
  tries integer not null default 0,
  primary key (baseline, system, lot),
  foreign key (baseline, system) references baseline_system
);

-- what a system says of stock that another owns; held against the owner's word in the end, and then dropped
create table baseline_claim (
  baseline text not null,
  system text not null,
  lot text not null,
  quantity numeric not null,
  primary key (baseline, system, lot),
  foreign key (baseline, system) references baseline_system
);

create table baseline_finding (
  id bigint generated always as identity primary key,
  baseline text not null references baseline,
  system text not null,
  code text not null,
  subject text not null,
  text text not null,
  unique (baseline, system, code, subject)
);

-- the baseline that loaded it, and the owner's own instant of reading: what happened there until then is in it
alter table stock add column baseline text;
alter table stock add column as_of timestamptz;
