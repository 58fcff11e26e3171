-- Since when a hold that was effective is so no more: an old hold that a lot joins is not contained since then, and not since it was
-- placed. Null: it is effective, or has never been.
alter table hold add column uncontained_since timestamptz;
