-- Electronic signatures: who signed what, in which capacity and with which meaning, bound to a hash of what was signed.
create table signature (
  id text primary key,
  transaction text not null,
  record_type text not null check (record_type in ('disposition', 'change-activation')),
  -- the RFC 8785 text that was hashed
  record text not null,
  record_hash text not null,
  capacity text not null check (capacity in ('decision', 'quality', 'design-authority', 'customer', 'activation')),
  meaning text not null,
  signer_id text not null,
  signer_name text not null,
  method text not null check (method in ('secret', 'signed-in')),
  signed_at timestamptz not null,
  -- null: good until the plant goes over
  expires_at timestamptz,
  -- the one record that has taken it
  used_for text,
  used_at timestamptz,
  voided_at timestamptz,
  void_reason text,
  jws text not null
);
create index signature_transaction on signature (transaction, signed_at);
create index signature_used_for on signature (used_for);
create index signature_signer on signature (signer_id);

-- Who may sign with a secret of their own. Secrets and codes are kept as scrypt hashes.
create table signer (
  person text primary key,
  since timestamptz not null,
  code_salt text,
  code_hash text,
  code_expires_at timestamptz,
  secret_salt text,
  secret_hash text,
  -- tries since the last that was right
  failures integer not null default 0,
  locked_at timestamptz,
  revoked_at timestamptz
);

-- who raised the nonconformance, as the QMS says
alter table hold add column raised_by text[] not null default '{}';

-- the seal's hash, signed by who sealed
alter table seal add column jws text;
