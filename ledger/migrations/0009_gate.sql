-- What the gate has promised to shipments, and how far concessions are used.

create table shipment_authorization (
  id text primary key,
  transaction text not null unique,
  shipment text not null,
  plant text not null,
  customer text not null,
  state text not null check (state in ('authorized', 'shipped', 'cancelled', 'expired', 'revoked')),
  -- its lines count as taken until then
  valid_until timestamptz not null,
  -- sequence of the newest event when it was decided: what revokes it comes later
  position bigint not null,
  authorized_by_id text not null,
  authorized_by_name text not null,
  authorized_at timestamptz not null,
  ended_at timestamptz,
  ended_because text
);
create index shipment_authorization_shipment on shipment_authorization (shipment);
create index shipment_authorization_newest on shipment_authorization (authorized_at, id);
create index shipment_authorization_due on shipment_authorization (valid_until) where state = 'authorized';

create table shipment_authorization_line (
  id text not null references shipment_authorization,
  lot text not null references lot,
  unit text not null,
  quantity numeric not null check (quantity > 0),
  shipped numeric not null default 0 check (shipped between 0 and quantity),
  primary key (id, lot)
);
create index shipment_authorization_line_lot on shipment_authorization_line (lot);

-- how much of a concession was shipped or consumed, and when it ran out
alter table disposition add column concession_used numeric not null default 0;
alter table disposition add column concession_ended_at timestamptz;
create index disposition_concession on disposition (lot) where concession is not null and concession_ended_at is null;
