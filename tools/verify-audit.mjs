#!/usr/bin/env node
/**
 * Checks an export of Interlock's audit (`GET /v1/audit/export`), with Node's own modules and nothing of Interlock:
 *
 *   node verify-audit.mjs <export.ndjson> [--keys <keys.json>] [--earlier <older export.ndjson>]
 *
 * `--keys` is a JWK set that you have kept (`GET /v1/audit/keys`): without it the keys are taken from the export, which then
 * shows only that it agrees with itself; compare their thumbprints. `--earlier` holds the export against an older one: what was
 * there must be there still, letter by letter. Exit code 0: intact; 1: not, and each line says where; 2: it could not be read.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const GENESIS = '0'.repeat(64);
const sha256 = (...texts) =>
  texts.reduce((hash, text) => hash.update(text), createHash('sha256')).digest('hex');
const linked = ({ previous, text }) => sha256(previous, '\n', text);

// What trips over a line that is no line of an export has not shown that anything was altered.
process.on('uncaughtException', (error) => stop(`The export cannot be read: ${error.message}`));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: 'string' }, earlier: { type: 'string' } },
});
if (positionals.length !== 1)
  stop('usage: node verify-audit.mjs <export.ndjson> [--keys <keys.json>] [--earlier <export.ndjson>]');

const broken = [];
const notes = [];
const found = (where, why) => broken.push(`${where}: ${why}`);

const { lines, header, end, digest } = read(positionals[0]);
const trusted = keysOf(options.keys ? JSON.parse(slurp(options.keys)).keys : header.keys);
if (!options.keys)
  notes.push(`Keys are those of the export itself; compare: ${[...trusted.keys()].join(', ') || 'none'}.`);

const of = (kind) => lines.filter((line) => line.kind === kind);
checkFile();
const chains = checkRows(of('row'));
checkSeals(of('seal'), chains);
checkSignatures(of('signature'), chains);
if (options.earlier) checkEarlier(options.earlier);
report();

/** The file as it was written: no line changed, put in, taken out or cut off since the API signed its end. */
function checkFile() {
  if (!end) return found('file', 'its end is missing: it was cut off');
  if (end.digest !== digest || end.lines !== lines.length) found('file', 'it is not as it was exported');
  const told = statement(end.jws, 'audit-export+jws', 'file');
  if (
    told &&
    (told.digest !== end.digest || told.lines !== end.lines || told.exportedAt !== header.exportedAt)
  )
    found('file', 'its signature is of another export');
}

/** Each transaction's rows follow each other from the first: none is changed, missing, or of another transaction. */
function checkRows(rows) {
  const all = new Map();
  for (const row of rows) {
    const { transaction, number, previous, hash, text } = row;
    const where = `${transaction} row ${number}`;
    const chain = all.get(transaction) ?? [];
    all.set(transaction, chain);
    if (number !== chain.length + 1) {
      found(`${transaction} row ${chain.length + 1}`, 'it is missing');
      while (chain.length < number - 1) chain.push(null);
    }
    const before = number === 1 ? GENESIS : chain[number - 2]?.hash;
    if (before !== undefined && previous !== before) found(where, 'it does not follow the row before it');
    const told = parse(text);
    if (linked(row) !== hash) found(where, 'it was changed');
    else if (told?.transaction !== transaction || told?.number !== number)
      found(where, `it is row ${told?.number} of ${told?.transaction}`);
    chain.push({ hash, told });
  }
  return all;
}

/** Seals name the newest row of each chain at their time: what they name is there, and they are signed. */
function checkSeals(seals, all) {
  const sealed = new Map();
  let before = null;
  for (const seal of seals) {
    const where = `seal ${seal.number}`;
    if (linked(seal) !== seal.hash) found(where, 'it was changed');
    if (before) {
      const isNext = seal.number === before.number + 1;
      if (seal.number <= before.number || (isNext && seal.previous !== before.hash))
        found(where, 'it does not follow the seal before it');
      // Of a span every seal is in the export; of one transaction those that name it.
      if (!isNext && header.scope.to !== null && parse(before.text)?.at < header.scope.to)
        found(`seal ${before.number + 1}`, 'it is missing');
    }
    before = seal;
    const told = parse(seal.text);
    if (told?.number !== seal.number) found(where, `it is seal ${told?.number}`);
    if (seal.jws === null)
      notes.push(`Seal ${seal.number} is not signed: who has the database could have made it.`);
    else {
      const signed = statement(seal.jws, 'audit-seal+jws', where);
      if (signed && (signed.number !== seal.number || signed.hash !== seal.hash))
        found(where, 'its signature is of another seal');
    }
    for (const head of told?.heads ?? []) {
      const chain = all.get(head.transaction);
      if (!chain) continue;
      if (chain.length < head.number)
        found(`${head.transaction} row ${head.number}`, `it was cut off: seal ${seal.number} saw it`);
      else if (chain[head.number - 1]?.hash !== head.hash)
        found(`${head.transaction} row ${head.number}`, `seal ${seal.number} saw another row`);
      sealed.set(head.transaction, head.number);
    }
  }
  for (const [transaction, chain] of all) {
    const number = sealed.get(transaction) ?? 0;
    if (number < chain.length)
      notes.push(
        `${transaction}: ${chain.length - number} of ${chain.length} rows are newer than its last seal.`,
      );
  }
}

/** A signature is of the record that is shown with it, in its own transaction, and goes with the decision that took it. */
function checkSignatures(signatures, all) {
  const known = new Map();
  const rows = [...all.values()].flat().flatMap((row) => (row?.told ? [row.told] : []));
  const decisions = new Map(
    rows.filter(({ action }) => action === 'disposition.decided').map((row) => [row.subject, row]),
  );
  for (const { id, record, usedFor, jws } of signatures) {
    const where = `signature ${id}`;
    const told = statement(jws, 'electronic-signature+jws', where);
    known.set(id, { usedFor, told });
    if (!told) continue;
    if (told.id !== id) found(where, `it is ${told.id}`);
    if (sha256(record) !== told.recordHash)
      found(where, 'what was signed is not the record that is shown with it');
    const made = rows.find((row) => row.action === 'signature.signed' && row.subject === id);
    if (
      !made ||
      made.transaction !== told.transaction ||
      made.to?.recordHash !== told.recordHash ||
      made.who?.id !== told.signer.id
    )
      found(where, 'no row of its transaction says that it was given so');
    const { type, change, plant } = parse(record) ?? {};
    if (type === 'change-activation' && usedFor !== `${change}/${plant}`)
      found(where, `it was moved to ${usedFor}`);
    const decision = decisions.get(usedFor);
    if (decision && !decision.to?.signatures?.includes(id))
      found(where, `it was moved: ${usedFor} was decided without it`);
  }
  for (const row of rows)
    if (row.action === 'signature.signed' && !known.has(row.subject))
      found(`signature ${row.subject}`, 'it is missing');
  for (const { subject, to } of decisions.values())
    for (const id of to?.signatures ?? []) {
      const signature = known.get(id);
      if (!signature) found(`signature ${id}`, `it is missing: ${subject} was decided with it`);
      else if (
        signature.usedFor !== subject ||
        (signature.told && signature.told.recordHash !== to.recordHash)
      )
        found(`signature ${id}`, `it is not the one that ${subject} was decided with`);
    }
}

/** What an older export has of the same transactions, and its seals, are there still. */
function checkEarlier(path) {
  const older = read(path);
  const now = new Map(lines.map((line) => [nameOf(line), line]));
  for (const line of older.lines) {
    if (line.kind === 'row' && !chains.has(line.transaction)) continue;
    const same = now.get(nameOf(line));
    if (same ? same.hash !== line.hash : line.kind === 'row')
      found(
        nameOf(line),
        `the export of ${older.header.exportedAt} has ${same ? 'another' : 'it, and this one has not'}`,
      );
  }
}
function nameOf({ kind, transaction, number, id }) {
  return kind === 'row' ? `${transaction} row ${number}` : `${kind} ${number ?? id ?? ''}`;
}

/** What a JWS (RFC 7515, EdDSA) of that type says, where its signature is good under a trusted key. */
function statement(jws, type, where) {
  const [head, payload, signature] = String(jws).split('.');
  const { kid, typ, alg } = parse(Buffer.from(head, 'base64url')) ?? {};
  const key = trusted.get(kid);
  if (!key) return void found(where, `it is signed by a key that is not trusted (${kid})`);
  const isGood =
    alg === 'EdDSA' &&
    typ === type &&
    verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature ?? '', 'base64url'));
  if (!isGood) return void found(where, 'its signature is not good');
  return parse(Buffer.from(payload, 'base64url'));
}

/** Public keys by thumbprint (RFC 7638), whatever name they are given. */
function keysOf(keys) {
  return new Map(
    keys.map((jwk) => {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const { crv, kty, x } = key.export({ format: 'jwk' });
      return [createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url'), key];
    }),
  );
}

/** An export's lines but the last, and what they hash to. */
function read(path) {
  const texts = slurp(path).split(/(?<=\n)/);
  const all = texts.map((text, index) => parse(text) ?? stop(`${path}:${index + 1} is not JSON.`));
  if (all[0]?.kind !== 'header' || all[0].version !== 1)
    stop(`${path} is no export of the audit, or of a newer version.`);
  const isWhole = all.at(-1)?.kind === 'end';
  const body = isWhole ? texts.slice(0, -1) : texts;
  return {
    header: all[0],
    lines: all.slice(0, body.length),
    end: isWhole ? all.at(-1) : null,
    digest: sha256(...body),
  };
}

function slurp(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return stop(`${path}: ${error.message}`);
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function stop(text) {
  console.error(text);
  process.exit(2);
}

function report() {
  const { transaction, from, to } = header.scope;
  const counts = ['row', 'signature', 'seal'].map((kind) => `${kind}s ${of(kind).length}`).join(', ');
  const newest = of('seal').at(-1);
  console.log(
    `Export of ${header.exportedAt}, ${transaction ?? `${from} to ${to}`}: chains ${chains.size}, ${counts}.`,
  );
  if (newest) console.log(`Sealed up to seal ${newest.number} of ${parse(newest.text)?.at}.`);
  for (const note of notes) console.log(`Note: ${note}`);
  for (const text of broken) console.log(`NOT INTACT: ${text}.`);
  if (broken.length === 0) console.log('Intact.');
  process.exitCode = broken.length === 0 ? 0 : 1;
}
