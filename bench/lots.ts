import type { LedgerReader } from './ledger';
import type { BenchStack } from './stack';

/** Systems that are given the lots: where they lie (ERP), may be consumed (MES) and are picked (WMS). */
const SYSTEMS = ['wms', 'mes-lyon', 'erp'];
/** Lots in one call to a system. */
const AT_A_TIME = 500;

export const QUANTITY = '100';

/** Lots made beforehand; each is given out once. */
export class Lots {
  private given = 0;

  private constructor(private readonly lots: readonly string[]) {}

  /** Makes lots in the systems and waits until the ledger has heard of them from the ERP. */
  static async make(stack: BenchStack, ledger: LedgerReader, count: number): Promise<Lots> {
    const lots = Array.from(
      { length: count },
      (_, index) => `PIN-10:BENCH-${String(index).padStart(5, '0')}`,
    );
    for (let from = 0; from < count; from += AT_A_TIME) {
      const some = lots.slice(from, from + AT_A_TIME);
      const body = some.map((lot) => ({ lot, plant: 'lyon', quantity: { value: QUANTITY, unit: 'EA' } }));
      for (const system of SYSTEMS) await stack.control(system, 'POST', 'lots', body);
      await ledger.known(some, 60);
    }
    return new Lots(lots);
  }

  /** @throws Error when too few were made */
  take(count: number): string[] {
    const taken = this.lots.slice(this.given, (this.given += count));
    if (taken.length < count)
      throw new Error(`Only ${this.lots.length} lots were made; the plan takes more.`);
    return taken;
  }
}
