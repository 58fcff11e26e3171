-- Parts that are told from the rest of their lot, counts that differ, what leaves into another lot, and what comes back.

-- when the part was observed to be told from the rest; until then it is held as the whole lot (H6)
alter table hold_lot add column identified_at timestamptz;
-- what counts found to be gone of what was decided already: taken from what is undecided as soon as that is possible
alter table hold_lot add column missing numeric not null default 0 check (missing >= 0);

-- how many pieces of a hold's part a system was read to tell from the rest of the lot
create table identification (
  hold text not null references hold,
  lot text not null references lot,
  system text not null,
  quantity numeric not null check (quantity >= 0),
  at timestamptz not null,
  primary key (hold, lot, system)
);

-- the lot that a rework or a regrade makes; null: the pieces stay in theirs
alter table disposition add column output text;

-- what has come back of material that was recalled or is being recovered
alter table residual add column back numeric not null default 0 check (back >= 0);
create index residual_lot on residual (lot);

-- what was asked under this token or before is not waited for any more: a person mended it or left it out
alter table target add column recalled_token bigint;
