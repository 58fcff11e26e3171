-- A question that is put again while its answer is on its way is not settled by that answer.
alter table scope_question add column round integer not null default 1;
