-- What a plant's deny-list said last of each lot, so that a plant is told what changed instead of everything.

-- The sequences of its last lists, newest last: who has one of these knows what was so then.
alter table deny_list add column issued bigint[] not null default '{}';
-- Of the facts of the whole list: the API of the release before this one goes by it.
alter table deny_list alter column digest set default '';

create table deny_list_lot (
  plant text not null,
  lot text not null,
  -- SHA-256 of the facts that the entry was made from; null: the lot lies there no longer
  digest bytea,
  -- of the list that said so first
  sequence bigint not null,
  primary key (plant, lot)
);
create index deny_list_lot_sequence on deny_list_lot (plant, sequence);
