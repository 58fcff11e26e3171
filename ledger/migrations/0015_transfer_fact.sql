-- where a transfer is bound for; its `plant` is the one that it left
alter table material_fact add column bound_for text;
