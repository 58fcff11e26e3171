-- The story of a transaction: what each system was asked, what it answered, and what it was then read to say. A visit is a claim
-- of a target that has come home; one that is still out is the target's own row.

create table visit (
  -- whose saga asked; a target is shared by all that have a stake in it
  transaction text not null,
  target text not null,
  -- of the claim: each of its attempts that comes home tells of the same visit
  token bigint not null,
  generation integer not null,
  desired_state text not null,
  desired_quantity numeric,
  -- null: it was only read
  asked_at timestamptz,
  -- null: it was asked and did not answer
  answered_at timestamptz,
  -- when it was read, refused or given up
  at timestamptz not null,
  outcome text not null check (outcome in ('observed', 'contradicted', 'cannot-enforce', 'rejected', 'misconfigured', 'lapsed')),
  -- of a refusal
  code text,
  said_state text,
  said_quantity text,
  -- the system's own words, without secrets
  answer text not null,
  primary key (target, token)
);
