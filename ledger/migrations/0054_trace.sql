-- The trace that led to a command or an event, as it travels (W3C Trace Context). An audit row has the trace's id in its text.
alter table command add column tracestate text;
alter table event add column traceparent text;
alter table event add column tracestate text;
