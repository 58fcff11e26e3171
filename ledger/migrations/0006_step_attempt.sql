-- When the newest attempt at a step of a saga began: one that began before it takes no part any more.

alter table hold add column stepped_at timestamptz;
alter table change_plant add column stepped_at timestamptz;
