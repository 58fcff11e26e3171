-- What objectives are measured by: when a transaction came to want a target, the generation that says so, and when that was read
-- back first. Null where it is no hold's, or was wanted before this was kept.
alter table stake add column accepted_at timestamptz, add column generation integer, add column observed_at timestamptz,
  add column judged_at timestamptz;
create index stake_unjudged on stake (accepted_at) where accepted_at is not null and judged_at is null;

-- When a dispatch was counted for its objective; those that are there already are not.
alter table order_dispatch add column judged_at timestamptz;
update order_dispatch set judged_at = requested_at;
create index order_dispatch_unjudged on order_dispatch (requested_at) where judged_at is null;

-- What kept its objective and what did not, by the day (UTC) of its acceptance. Only grows.
create table objective_tally (
  objective text not null,
  tier text not null,
  plant text not null,
  day date not null,
  good bigint not null default 0,
  bad bigint not null default 0,
  primary key (objective, tier, plant, day)
);
