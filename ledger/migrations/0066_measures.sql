-- Since when a target is not read back at its newest generation. It is measured and decides nothing, so it goes by the database's
-- own clock; a trigger keeps it right though the release before still writes.
alter table target add column open_since timestamptz;
update target set open_since = coalesce(asked_at, observed_at, statement_timestamp()) where open;
create function keep_open_since() returns trigger language plpgsql as $$
begin
  new.open_since := case when new.observed_generation <> new.generation or new.read_first
    then coalesce(new.open_since, statement_timestamp()) end;
  return new;
end
$$;
create trigger open_since before insert or update on target for each row execute function keep_open_since();
create index target_drifted on target (plant) where status = 'drifted';

-- Each step of a plant's rollout that is over: the state that was left.
alter table change_plant add column state_since timestamptz;
create table change_step (
  id bigint generated always as identity primary key,
  change text not null references change,
  plant text not null,
  state text not null,
  entered_at timestamptz not null,
  left_at timestamptz not null,
  -- added to its histogram
  counted boolean not null default false
);
create index change_step_uncounted on change_step (id) where not counted;

-- Whether its propagation was added to its histogram.
alter table stake add column counted boolean not null default false;
create index stake_uncounted on stake (observed_at) where observed_at is not null and not counted;

-- What took how long, added up: no scrape reads all that ever was. `le` is the bucket's upper bound, of that bucket alone.
create table histogram (
  measure text not null,
  plant text not null,
  label text not null,
  le double precision not null,
  count bigint not null,
  sum double precision not null,
  primary key (measure, plant, label, le)
);

create index hold_open on hold (plant, containment, severity) where state <> 'closed';
create index change_plant_staging on change_plant (plant) where state = 'staging';
create index shipment_authorization_revoked on shipment_authorization (plant, shipment) where state = 'revoked';
