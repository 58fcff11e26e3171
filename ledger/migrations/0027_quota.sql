-- How many calls of its daily quota a caller has taken, over all processes of the API; one row a caller.
create table quota (
  caller text primary key,
  day date not null,
  taken bigint not null
);
