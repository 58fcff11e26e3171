-- How many of a concession's pieces have left the lot, or are held again: those that an order took are counted in the lot
-- until its owner books them out.
alter table disposition add column concession_left numeric not null default 0;
