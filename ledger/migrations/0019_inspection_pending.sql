-- The gate asks of every lot whether an inspection of it waits for its result.
create index inspection_pending on inspection (lot) where state in ('opening', 'open');
