/**
 * The ledger: Postgres, and the only code that touches it. Every function takes the instant as an argument where a rule
 * depends on time. Refusals are `Problem`s; a lost database is a `LedgerUnavailable`.
 */
export * from './pool';
