import type { TrytonCaller } from './rpc';

/**
 * Notes on Tryton's records: seen by people who open the record, and found by us by what they begin with. One note a
 * record and beginning; the rest of its text is the value.
 */
export class Notes {
  /** @param begins such as `Interlock hold: ` */
  constructor(
    private readonly tryton: TrytonCaller,
    private readonly begins: string,
  ) {}

  /** @param resource such as `stock.lot,7` @returns undefined where there is none */
  async read(resource: string): Promise<string | undefined> {
    const [note] = await this.find(resource);
    return note?.message.slice(this.begins.length).trim();
  }

  async write(resource: string, value: string): Promise<void> {
    const found = await this.find(resource);
    if (found.length === 1 && found[0]!.message === this.begins + value) return;
    await this.remove(found);
    await this.tryton.create('ir.note', { resource, message: this.begins + value });
  }

  async clear(resource: string): Promise<void> {
    await this.remove(await this.find(resource));
  }

  private remove(notes: readonly Note[]): Promise<void> {
    return this.tryton.remove(
      'ir.note',
      notes.map(({ id }) => id),
    );
  }

  private find(resource: string): Promise<Note[]> {
    // Only an administrator may look for notes without naming the record.
    const domain = [
      ['resource', 'in', [resource]],
      ['message', 'like', `${this.begins}%`],
    ];
    return this.tryton.find<Note>('ir.note', domain, ['message']);
  }
}

interface Note {
  readonly id: number;
  readonly message: string;
}
