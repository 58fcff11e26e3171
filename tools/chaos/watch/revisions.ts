import type { Counts } from '../counts';
import type { LedgerReader } from '../ledger';
import { ITEMS } from '../plan/changes';
import { PLANTS } from '../plan/holds';
import type { Record } from '../record';
import type { Systems } from '../systems';

/**
 * Does any plant build a mixed revision? While new starts of an item are free, its systems have the same revision active. Starts
 * that are as free after the systems were read as before, at the same generation, were not stopped in between.
 */
export class RevisionWatch {
  constructor(
    private readonly systems: Systems,
    private readonly ledger: LedgerReader,
    private readonly record: Record,
    private readonly counts: Counts,
  ) {}

  async look(): Promise<void> {
    const before = await this.ledger.stoppedStarts();
    const names = ['plm', 'erp', 'qms', ...PLANTS.map((plant) => `mes-${plant}`)];
    const states = new Map(
      await Promise.all(names.map(async (name) => [name, await this.systems.glance(name)] as const)),
    );
    const after = await this.ledger.stoppedStarts();
    for (const item of ITEMS)
      for (const plant of PLANTS) {
        const subject = `${item}@${plant}`;
        const stopped = before.get(subject);
        if (stopped?.now || stopped?.times !== after.get(subject)?.times) continue;
        const said = ['plm', 'erp', 'qms', `mes-${plant}`].flatMap((name) => {
          const active = states.get(name)?.items[subject]?.active;
          return active === undefined ? [] : [{ name, active }];
        });
        this.counts.add('samples', 'revisions');
        if (new Set(said.map(({ active }) => active)).size > 1)
          this.record.defect(
            'mixed revision',
            subject,
            null,
            `at ${new Date().toISOString()}, while it may be started: ${said.map(({ name, active }) => `${name} ${active}`).join(', ')}`,
          );
      }
  }
}
