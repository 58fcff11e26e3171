-- Recall drills: traces of a lot to everything and everyone, kept as they were found.
create table recall_drill (
  id text primary key,
  transaction text not null unique,
  requested_by_id text not null,
  requested_by_name text not null,
  started_at timestamptz not null,
  report jsonb not null
);
