-- The credential that a signature was given with: one that was revoked is worth nothing, nor is what was signed with it.
alter table signature add column credential text;

-- Who enrolled somebody: not who handed out their key, so that it takes two to act as another.
alter table signer add column enrolled_by text;
