import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactVerify, errors } from 'jose';
import { DENY_LIST_TYPE, DenyList } from '../contracts/deny-list';
import { isFromTheFuture, type KnownList } from '../domain/deny-list';

/** A list that is not to be believed: forged, altered, older than the one at hand, or of another plant. */
export class DenyListRefused extends Error {
  override readonly name = 'DenyListRefused';
}

/** @param path of an Ed25519 public JWK */
export const readPublicKey = (path: string): KeyObject =>
  createPublicKey({ key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey, format: 'jwk' });

/** After so many changes of a list, a whole one is wanted: a restart reads no more of them. */
const MOST_CHANGES = 100;

/**
 * The newest deny-list of a plant, kept on the plant's disk: the last whole list in one file, what changed since in another, a
 * line each time, and the newest word that it still is so in a third. All are signed, so that neither the list nor its age can
 * be changed there.
 */
export class KeptDenyList {
  private kept: KnownList | null = null;
  /** What changed since the whole list, as it was handed out, oldest first. */
  private changes: readonly string[] = [];
  private readonly listFile: string;
  private readonly changesFile: string;
  private readonly latestFile: string;

  /** @param folder in which it survives a restart */
  constructor(
    private readonly plant: string,
    private readonly key: KeyObject,
    folder: string,
    private readonly now: () => Date,
  ) {
    this.listFile = join(folder, 'deny-list.jws');
    this.changesFile = join(folder, 'deny-list-changes.jws');
    this.latestFile = join(folder, 'deny-list-latest.jws');
  }

  /** Null: the plant has none. */
  get list(): KnownList | null {
    return this.kept;
  }

  /** Sequence of the list that the next may go by; null: a whole one is wanted. */
  get known(): number | null {
    return this.kept && this.changes.length < MOST_CHANGES ? this.kept.sequence : null;
  }

  /**
   * Takes up what was on the disk.
   * @throws DenyListRefused, when that is not to be believed: there is no list then
   */
  async recover(): Promise<void> {
    const list = read(this.listFile);
    if (list === null) return;
    await this.accept(list);
    // Of what does not follow the list, or is spoilt, the list does not know: it grows older, that is all.
    for (const jws of read(this.changesFile)?.split('\n') ?? [])
      await this.accept(jws)
        .then(() => (this.changes = [...this.changes, jws]))
        .catch(unlessRefused);
    const latest = read(this.latestFile);
    if (latest !== null) await this.accept(latest).catch(unlessRefused);
  }

  /** Takes what the API handed out. @throws DenyListRefused */
  async take(jws: string): Promise<void> {
    const { lots, since } = await this.accept(jws);
    if (lots === null) {
      write(this.latestFile, jws);
      return;
    }
    this.changes = since === undefined ? [] : [...this.changes, jws];
    if (since === undefined) write(this.listFile, jws);
    write(this.changesFile, this.changes.join('\n'));
  }

  private async accept(jws: string): Promise<DenyList> {
    const next = await this.verify(jws);
    const have = this.kept;
    if (have && !isNewer(next, have))
      throw new DenyListRefused(
        `A deny-list with sequence ${next.sequence} of ${next.issuedAt} came after sequence ${have.sequence} of ${have.issuedAt}.`,
      );
    this.kept = after(have, next);
    return next;
  }

  private async verify(jws: string): Promise<DenyList> {
    const verified = await compactVerify(jws, this.key, { algorithms: ['EdDSA'] }).catch((error: unknown) => {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw new DenyListRefused(`The signature of a deny-list is not the enterprise's: ${error.message}.`);
    });
    if (verified.protectedHeader.typ !== DENY_LIST_TYPE)
      throw new DenyListRefused(
        `What was signed is of type "${verified.protectedHeader.typ}", no deny-list.`,
      );
    const list = DenyList.parse(JSON.parse(new TextDecoder().decode(verified.payload)));
    if (list.plant !== this.plant)
      throw new DenyListRefused(`A deny-list is of ${list.plant}, and this is ${this.plant}.`);
    if (isFromTheFuture(list.issuedAt, this.now()))
      throw new DenyListRefused(`A deny-list was issued at ${list.issuedAt}: the clock here is behind.`);
    return list;
  }
}

/** The list that a plant has after this one. @throws DenyListRefused where it goes by one that the plant does not have */
function after(
  have: KnownList | null,
  { plant, sequence, issuedAt, lots, since, gone }: DenyList,
): KnownList {
  const from = lots === null ? sequence : since;
  if (from === undefined)
    return { plant, sequence, issuedAt, lots: new Map(lots?.map((entry) => [entry.lot, entry])) };
  if (have?.sequence !== from)
    throw new DenyListRefused(`A deny-list says what changed since sequence ${from}, which is not here.`);
  if (lots === null) return { ...have, issuedAt };
  const changed = new Map(have.lots);
  for (const lot of gone ?? []) changed.delete(lot);
  for (const entry of lots) changed.set(entry.lot, entry);
  return { plant, sequence, issuedAt, lots: changed };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** By rename: a worker that is killed leaves the old text or the new one. */
function write(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof DenyListRefused)) throw error;
}

const isNewer = (next: DenyList, have: KnownList): boolean =>
  next.sequence > have.sequence || (next.sequence === have.sequence && next.issuedAt > have.issuedAt);
