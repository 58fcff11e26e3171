-- What was signed stays as it was signed, and a signature that one record has taken is no other record's.
create function keep_signature() returns trigger language plpgsql as $$
declare
  changing constant text[] := array['used_for', 'used_at', 'voided_at', 'void_reason'];
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - changing = to_jsonb(old) - changing
    and (old.used_for is null or new.used_for = old.used_for) and (old.voided_at is null or new.voided_at = old.voided_at)
  then
    return new;
  end if;
  raise exception 'An electronic signature is never changed, moved or removed.' using errcode = 'insufficient_privilege';
end
$$;
create trigger kept before update or delete on signature for each row execute function keep_signature();
create trigger kept_whole before truncate on signature for each statement execute function keep_signature();
