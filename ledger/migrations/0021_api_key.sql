-- API keys of systems and people. Who holds one has its secret; the ledger has the secret's hash.
create table api_key (
  id text primary key,
  -- what is rotated stays one line, the same caller: the id of its first key
  line text not null,
  -- of the line: every step of its life is audited under it
  transaction text not null,
  name text not null,
  -- the person whose key it is, as a caller; null: a system's
  holder text,
  role text not null,
  -- null: all
  plants text[],
  -- ids of routes; null: all that the role may call
  scopes text[],
  -- SHA-256, hex, of a secret of 256 random bits: no salt, and no slow hash, makes that harder to guess
  sha256 text not null unique,
  -- what the secret begins with, by which people tell keys apart
  prefix text not null,
  created_at timestamptz not null,
  created_by_id text not null,
  created_by_name text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  rotated_to text references api_key,
  -- to the minute
  last_used_at timestamptz
);
create index api_key_line on api_key (line);
create index api_key_listed on api_key (created_at, id);
