-- The audit and its seals are only ever added to, whoever owns the tables. A superuser of the database stands above every
-- guard that the database can have: what one changes is not prevented but found, by the chains and their signed seals.
create function refuse_change() returns trigger language plpgsql as $$
begin
  if current_setting('is_superuser') = 'on' then return null; end if;
  raise exception 'Rows of % are never changed or removed.', tg_table_name using errcode = 'insufficient_privilege';
end
$$;
create trigger only_added_to before update or delete or truncate on audit for each statement execute function refuse_change();
create trigger only_added_to before update or delete or truncate on seal for each statement execute function refuse_change();
