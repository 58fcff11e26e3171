-- Reconciliation: what stands at a plant is read back on a schedule, and drift is counted by what was published of it.

create index target_standing on target (plant, system, id) where subject_kind = 'item' or desired_state = 'held';
create index event_drift on event (plant) where type = 'interlock.drift.found.v1';
