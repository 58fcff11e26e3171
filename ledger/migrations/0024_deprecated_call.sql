-- Who still makes which deprecated call, by day (UTC): for the catalogue, and for whoever is to take the call away.
create table deprecated_call (
  route text not null,
  caller text not null,
  day date not null,
  calls bigint not null check (calls > 0),
  last_at timestamptz not null,
  primary key (route, caller, day)
);
