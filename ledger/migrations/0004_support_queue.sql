-- The support queue: what a person did about a parked step, and how long it has waited by the plant's business clock.

alter table exception add column resolution_reason text;
alter table exception add column resolved_by_id text;
alter table exception add column resolved_by_name text;
-- stages of escalation reached
alter table exception add column stage integer not null default 0;
create index exception_open on exception (opened_at) where state = 'open';

-- technical fields that a person mended; they go into what is asked of the system
alter table target add column amendment jsonb;
