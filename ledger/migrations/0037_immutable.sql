-- The audit and its seals are only ever added to: whoever would change them must take this guard away first, which only the
-- owner of the tables can, and which leaves the chains broken all the same.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'Rows of % are never changed or removed.', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger only_added_to before update or delete or truncate on audit for each statement execute function refuse_change();
create trigger only_added_to before update or delete or truncate on seal for each statement execute function refuse_change();
