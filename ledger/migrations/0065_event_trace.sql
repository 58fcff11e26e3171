-- A transaction is found by the id of a trace that a log line or a problem names.
create index event_trace on event (substring(traceparent from 4 for 32)) where traceparent is not null;
