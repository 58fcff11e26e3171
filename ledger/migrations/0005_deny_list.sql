-- Deny-lists of plants: what each plant's list said last, so that it is numbered anew when, and only when, it says
-- something else.

create table deny_list (
  plant text primary key,
  sequence bigint not null,
  -- SHA-256 of the facts that the list was made from
  digest text not null
);
create index stock_present on stock (plant, lot) where quantity > 0;
