-- The newest step of a saga that has claimed: another attempt at it, or at an earlier one, gives out what was claimed.

create table saga_step (
  -- Transaction, and the plant where the saga is of one plant.
  saga text primary key,
  run text not null,
  number integer not null
);
