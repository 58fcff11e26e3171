-- Auditors look for what was done: every refusal, every decision.
create index audit_action on audit ((text::jsonb ->> 'action') text_pattern_ops, at);
