-- Versions of the topology that were applied while Interlock ran; before the first, the file that each process was started with.
create table topology_version (
  version integer primary key,
  transaction text not null unique,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  environment text not null,
  -- as it was written, and the values of the variables in it
  text text not null,
  variables jsonb not null
);

-- which version each process goes by
create table topology_report (
  process text primary key,
  version integer not null,
  at timestamptz not null,
  -- the newest version, where the process could not take it
  failed_version integer,
  failure text
);
