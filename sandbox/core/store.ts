import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

type Change = [collection: string, id: string, document: unknown];

/** One kind of document in the store, by id. Documents are replaced, never changed in place. */
export interface Collection<T> {
  get(id: string): T | undefined;
  all(): T[];
  /** The ids of what is committed, in order: one who reads on after an id misses nothing that stays, whatever comes or goes. */
  ids(): readonly string[];
  put(id: string, document: T): void;
  remove(id: string): void;
}

/**
 * A system's database: documents in memory and a journal on disk, one line a transaction, written before the answer goes
 * out. What was answered survives SIGKILL of the process (the operating system holds the line by then).
 */
export class Store {
  private readonly committed = new Map<string, Map<string, unknown>>();
  /** Ids in order, of the collections that were read so since an id came or went. */
  private readonly sorted = new Map<string, readonly string[]>();
  private pending: Map<string, Map<string, unknown>> | null = null;
  private readonly listeners: (() => void)[] = [];
  private readonly journal: number;
  private closed = false;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'journal.jsonl');
    if (existsSync(path)) this.replay(readFileSync(path, 'utf8'));
    this.compact(path);
    this.journal = openSync(path, 'a');
  }

  collection<T>(name: string): Collection<T> {
    return {
      get: (id) => this.read(name, id) as T | undefined,
      all: () => this.readAll(name) as T[],
      ids: () => this.sortedIds(name),
      put: (id, document) => this.write(name, id, document),
      remove: (id) => this.write(name, id, null),
    };
  }

  /** Runs `work` as one: all that it wrote is kept, or none when it throws or `keep` is false (a system that lies). */
  transaction<T>(work: () => T, keep = true): T {
    if (this.pending) throw new Error('A transaction is open already; transactions do not nest.');
    this.pending = new Map();
    try {
      const result = work();
      if (keep) this.commit(this.pending);
      return result;
    } finally {
      this.pending = null;
    }
  }

  /** `listener` is called after each transaction that changed something. */
  onCommit(listener: () => void): void {
    this.listeners.push(listener);
  }

  get isClosed(): boolean {
    return this.closed;
  }

  close(): void {
    this.closed = true;
    closeSync(this.journal);
  }

  private commit(pending: Map<string, Map<string, unknown>>): void {
    const changes: Change[] = [];
    for (const [collection, documents] of pending)
      for (const [id, document] of documents) changes.push([collection, id, document]);
    if (changes.length === 0) return;
    writeSync(this.journal, `${JSON.stringify(changes)}\n`);
    changes.forEach((change) => this.apply(change));
    for (const listener of this.listeners) setImmediate(listener);
  }

  private apply([collection, id, document]: Change): void {
    const documents = this.committed.get(collection) ?? new Map<string, unknown>();
    this.committed.set(collection, documents);
    if (documents.has(id) === (document === null)) this.sorted.delete(collection);
    if (document === null) documents.delete(id);
    else documents.set(id, document);
  }

  private read(collection: string, id: string): unknown {
    const changed = this.pending?.get(collection)?.get(id);
    if (changed !== undefined) return changed ?? undefined;
    return this.committed.get(collection)?.get(id);
  }

  private readAll(collection: string): unknown[] {
    const merged = new Map([
      ...(this.committed.get(collection) ?? []),
      ...(this.pending?.get(collection) ?? []),
    ]);
    return [...merged.values()].filter((document) => document !== null);
  }

  private sortedIds(collection: string): readonly string[] {
    const ids = this.sorted.get(collection) ?? [...(this.committed.get(collection)?.keys() ?? [])].sort();
    this.sorted.set(collection, ids);
    return ids;
  }

  private write(collection: string, id: string, document: unknown): void {
    if (!this.pending) throw new Error(`${collection}/${id} was written outside a transaction.`);
    const documents = this.pending.get(collection) ?? new Map<string, unknown>();
    this.pending.set(collection, documents);
    documents.set(id, document);
  }

  /** A last line without its end was being written when the process died; nobody had its answer. */
  private replay(journal: string): void {
    const lines = journal.slice(0, journal.lastIndexOf('\n') + 1).split('\n');
    for (const line of lines)
      if (line) (JSON.parse(line) as Change[]).forEach((change) => this.apply(change));
  }

  /** Starts the journal anew with the present state, so that a start stays short however long the system has lived. */
  private compact(path: string): void {
    const lines: string[] = [];
    for (const [collection, documents] of this.committed)
      for (const [id, document] of documents) lines.push(`${JSON.stringify([[collection, id, document]])}\n`);
    writeFileSync(`${path}.new`, lines.join(''));
    renameSync(`${path}.new`, path);
  }
}
