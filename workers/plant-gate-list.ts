import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { compactVerify, errors } from 'jose';
import { z } from 'zod';
import { DENY_LIST_TYPE, DenyList } from '../contracts/deny-list';
import { isFromTheFuture, type KnownList } from '../domain/deny-list';

/** A list that is not to be believed: forged, altered, older than the one at hand, or of another plant. */
export class DenyListRefused extends Error {
  override readonly name = 'DenyListRefused';
}

/** What is on the disk: signed both, so that neither the list nor its age can be changed there. */
const Stored = z.object({
  /** The list with its lots. */
  list: z.string(),
  /** The newest word that the list still is so; the list itself, if there is none. */
  latest: z.string(),
});

/** @param path of an Ed25519 public JWK */
export const readPublicKey = (path: string): KeyObject =>
  createPublicKey({ key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey, format: 'jwk' });

/** The newest deny-list of a plant, kept on the plant's disk. */
export class KeptDenyList {
  private kept: { readonly list: KnownList; readonly jws: string } | null = null;

  /** @param path of the file in which it survives a restart */
  constructor(
    private readonly plant: string,
    private readonly key: KeyObject,
    private readonly path: string,
    private readonly now: () => Date,
  ) {}

  /** Null: the plant has none. */
  get list(): KnownList | null {
    return this.kept?.list ?? null;
  }

  /**
   * Takes up what was on the disk.
   * @throws DenyListRefused, when that is not to be believed: there is no list then
   */
  async recover(): Promise<void> {
    const stored = this.read();
    if (!stored) return;
    await this.accept(stored.list);
    if (stored.latest !== stored.list) await this.accept(stored.latest);
  }

  /** Takes what the API handed out. @throws DenyListRefused */
  async take(jws: string): Promise<void> {
    await this.accept(jws);
    this.write({ list: this.kept!.jws, latest: jws });
  }

  private async accept(jws: string): Promise<void> {
    const next = await this.verify(jws);
    const have = this.kept?.list ?? null;
    if (have && !isNewer(next, have))
      throw new DenyListRefused(
        `A deny-list with sequence ${next.sequence} of ${next.issuedAt} came after sequence ${have.sequence} of ${have.issuedAt}. ` +
          `If the ledger was restored to an earlier day, remove ${this.path} and start the worker again.`,
      );
    const { plant, sequence, issuedAt, lots } = next;
    if (lots) {
      const known = new Map(lots.map((entry) => [entry.lot, entry]));
      this.kept = { list: { plant, sequence, issuedAt, lots: known }, jws };
    } else if (this.kept && sequence === this.kept.list.sequence) {
      this.kept = { ...this.kept, list: { ...this.kept.list, issuedAt } };
    } else
      throw new DenyListRefused(
        `A deny-list says that nothing changed since sequence ${sequence}, which is not here.`,
      );
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

  private read(): z.infer<typeof Stored> | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      return Stored.parse(JSON.parse(text));
    } catch (error) {
      throw new DenyListRefused(`${this.path} is no deny-list.`, { cause: error });
    }
  }

  /** By rename: a worker that is killed leaves the old list or the new one. */
  private write(stored: z.infer<typeof Stored>): void {
    const next = `${this.path}.${process.pid}`;
    writeFileSync(next, JSON.stringify(stored), { mode: 0o600 });
    renameSync(next, this.path);
  }
}

const isNewer = (next: DenyList, have: KnownList): boolean =>
  next.sequence > have.sequence || (next.sequence === have.sequence && next.issuedAt > have.issuedAt);
