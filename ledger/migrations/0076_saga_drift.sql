-- How often sagas' own readings found that a system had drifted. What reconciliation finds is an event.
create table saga_drift (
  plant text not null,
  system text not null,
  count bigint not null,
  primary key (plant, system)
);
