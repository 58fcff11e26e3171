-- the event's place among those of its subject and of its transaction: without holes, so that who misses one can tell
alter table event add column subject_sequence bigint, add column transaction_sequence bigint;
update event set subject_sequence = numbered.of_subject, transaction_sequence = numbered.of_transaction
from (
  select id, row_number() over (partition by subject order by sequence) as of_subject,
    row_number() over (partition by transaction order by sequence) as of_transaction
  from event where sequence is not null
) numbered
where event.id = numbered.id;
create index event_unnumbered on event (position) where subject_sequence is null;
create index event_subject on event (subject, sequence);
create index event_age on event (type, at);

-- the highest number of what was purged: numbering goes on from there, and who reads from before it is told
create table event_mark (
  kind text not null check (kind in ('log', 'class', 'subject', 'transaction')),
  -- '' for the log
  name text not null,
  last bigint not null,
  primary key (kind, name)
);

-- what retention does not touch, until it is released
create table legal_hold (
  id text primary key,
  audit_transaction text not null,
  transaction text,
  subject text,
  reason text not null,
  placed_by_id text not null,
  placed_by_name text not null,
  placed_at timestamptz not null,
  released_by_id text,
  released_by_name text,
  released_at timestamptz,
  release_reason text,
  check ((transaction is null) <> (subject is null))
);
create index legal_hold_transaction on legal_hold (transaction) where released_at is null;
create index legal_hold_subject on legal_hold (subject) where released_at is null;

create table subscription (
  id text primary key,
  transaction text not null,
  url text not null,
  -- patterns for like; plants empty: all, and what is of none
  types text[] not null,
  patterns text[] not null,
  plants text[] not null,
  version integer not null,
  state text not null check (state in ('active', 'paused', 'disabled', 'deleted')),
  reason text,
  created_by_id text not null,
  created_by_name text not null,
  created_at timestamptz not null
);

-- newest signs first; one that was replaced signs too until it expires
create table subscription_secret (
  subscription text not null references subscription,
  number integer not null,
  secret text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  primary key (subscription, number)
);

-- gives a subscription its events from a point of the log on: one live, and one for each replay beside it
create table feed (
  id text primary key,
  subscription text not null references subscription,
  kind text not null check (kind in ('live', 'replay')),
  -- sequence up to which deliveries were made out
  cursor bigint not null,
  -- where a replay ends
  until bigint,
  started_at timestamptz not null,
  finished_at timestamptz,
  delivered bigint not null default 0,
  repeated bigint not null default 0,
  check ((kind = 'replay') = (until is not null))
);
create unique index feed_running on feed (subscription, kind) where finished_at is null;

create table delivery (
  id bigint generated always as identity primary key,
  feed text not null references feed,
  subscription text not null references subscription,
  event text not null references event on delete cascade,
  sequence bigint not null,
  subject text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  attempts integer not null default 0,
  due_at timestamptz not null,
  lease_until timestamptz,
  settled_at timestamptz,
  -- the consumer's last answer: HTTP status, or what went wrong
  status integer,
  error text,
  unique (event, feed)
);
create index delivery_pending on delivery (feed, sequence) where state = 'pending';
create index delivery_pending_subject on delivery (feed, subject, sequence) where state = 'pending';
create index delivery_list on delivery (subscription, id);
create index delivery_settled on delivery (settled_at) where state = 'delivered';
