-- When each system last answered and last failed, as the processes that call it tell every few seconds; and what waits for it at Temporal.
create table system_health (
  system text primary key,
  answered_at timestamptz,
  failed_at timestamptz,
  failure_class text,
  failure_text text,
  backlog_tasks integer,
  backlog_oldest_seconds double precision,
  backlog_at timestamptz
);
-- What has not come home is little beside what has.
create index target_open on target (system, plant) where open;
