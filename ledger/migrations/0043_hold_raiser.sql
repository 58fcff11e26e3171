-- who placed a hold without a nonconformance, and so raised what the QMS was asked to register; null: it was placed with one
alter table hold add column raised_here_by text;
update hold set raised_here_by = placed_by_id where nonconformance_id is null;
