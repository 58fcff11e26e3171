-- Dispatch of production orders: which order is on its way to which shop floor, and what has become of it.

create table order_dispatch (
  id text primary key,
  transaction text not null unique,
  order_system text not null,
  order_id text not null,
  plant text not null,
  state text not null check (state in ('checking', 'waiting', 'dispatching', 'released', 'in-progress', 'completed', 'refused', 'cancelling', 'cancelled')),
  product_family text not null,
  -- as the ERP gave it when it was asked last, and when that was; null until it was read
  planned jsonb,
  planned_at timestamptz,
  -- as the MES answered when it was asked last
  floor jsonb,
  floor_at timestamptz,
  -- what was said before this instant is out of date, and is asked again
  ask_since timestamptz not null,
  -- it may be started though its revision is no longer active: its change decided so
  finish_on_old boolean not null default false,
  findings jsonb not null default '[]',
  -- the shop floor's report that the ERP was last asked to post
  confirming jsonb,
  -- what it waits for, for people
  waits_for text,
  -- why the ERP took it back
  cancel_reason text,
  requested_by_id text not null,
  requested_by_name text not null,
  requested_at timestamptz not null,
  released_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  -- ended, and nothing that was asked for it is out: its saga is over
  finished_at timestamptz,
  stepped_at timestamptz
);
-- one open dispatch an order
create unique index order_dispatch_open on order_dispatch (order_system, order_id) where state not in ('completed', 'refused', 'cancelled');
create index order_dispatch_requested on order_dispatch (requested_at, id);
create index order_dispatch_order on order_dispatch (order_id, plant);

-- lots that planning keeps for an order, while its dispatch is open
create table order_reservation (
  dispatch text not null references order_dispatch,
  lot text not null,
  quantity numeric not null check (quantity > 0),
  primary key (dispatch, lot)
);
create index order_reservation_lot on order_reservation (lot);

-- what the shop floor has reported of an order: totals, which only grow, whatever the order in which they are told
create table order_progress (
  plant text not null,
  order_id text not null,
  state text not null check (state in ('released', 'in-progress', 'completed')),
  good numeric not null check (good >= 0),
  scrapped numeric not null check (scrapped >= 0),
  updated_at timestamptz not null,
  primary key (plant, order_id)
);
