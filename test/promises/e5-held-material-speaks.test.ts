import { randomUUID } from 'node:crypto';
import type { Disposition } from '../../contracts/disposition';
import type { Preflight } from '../../contracts/engineering-change';
import type { Hold } from '../../contracts/hold';
import { pin } from '../../sandbox/data/revisions';
import { announce } from '../stack/floor';
import { dispose, ea, freshLot, getHold, place, reached, taken } from '../stack/material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import {
  engineer,
  farAt,
  heal,
  type OwnChange,
  type PlantName,
  reaches,
  release,
  withdraw,
} from './e/change';
import { impatientStack } from './e/impatient';

const ITEM = 'PIN-10';
const MEASURED_LOT = 'PIN-10:L-0417';

describe('E5 held material speaks', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack('e5');
  });
  afterEach(() => heal(stack));

  const preflight = async ({ id }: OwnChange, plants: PlantName[]): Promise<Preflight> =>
    taken(
      200,
      // Systems of a busy machine may not all answer within one; it is asked again, as callers are told to.
      await eventually(async () => {
        const answer = await stack.api('engineering').post<Preflight>('/v1/engineering-changes/preflight', {
          change: { system: 'plm', id },
          plants: farAt(...plants),
        });
        return answer.status !== 503 && answer;
      }),
    );
  const holdsNamed = ({ findings }: Pick<Preflight, 'findings'>) =>
    findings
      .filter(({ code }) => code === 'held-material')
      .map(({ severity, plant, subject, text }) => ({ severity, plant, subject, text }));

  describe('E5 before a change starts', () => {
    it('E5 the preflight names each open hold on material of its items, and where it lies', async () => {
      const [here, there] = [await freshLot(stack), await freshLot(stack, '100', 'monterrey')];
      const [lyon, monterrey] = [await place(stack, [here]), await place(stack, [there])];
      const own = await engineer(stack, [ITEM]);
      const said = await preflight(own, ['lyon', 'monterrey']);
      expect(said.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(said.ok).toBe(true);
      for (const [{ id }, plant, lot] of [
        [lyon, 'lyon', here],
        [monterrey, 'monterrey', there],
      ] as const)
        expect(holdsNamed(said).filter(({ subject }) => subject === id)).toEqual([
          { severity: 'warning', plant, subject: id, text: expect.stringContaining(lot) },
        ]);
      expect(holdsNamed(await preflight(own, ['lyon'])).map(({ subject }) => subject)).not.toContain(
        monterrey.id,
      );
      expect(holdsNamed(await preflight(await engineer(stack, ['PLATE-7']), ['lyon']))).toEqual([]);
    });

    it('E5 the change says so too, and goes on; a hold that is closed is silent', async () => {
      const lot = await freshLot(stack);
      const hold = await place(stack, [lot]);
      const named = async () => {
        const { id } = await release(stack, await engineer(stack, [ITEM]), farAt('lyon'));
        const change = await reaches(stack, id, 'staged');
        await withdraw(stack, id);
        await reaches(stack, id, 'withdrawn');
        return holdsNamed(change).map(({ subject }) => subject);
      };
      expect(await named()).toContain(hold.id);
      taken(201, await dispose(stack, hold.id, lot));
      await reached(stack, hold.id, 'closed');
      expect(await named()).not.toContain(hold.id);
    });
  });

  describe('E5 a hold that waits for a change', () => {
    const holdUntil = (own: OwnChange, ...lots: string[]): Promise<Hold> =>
      place(stack, lots, { releaseCondition: { change: { system: 'plm', id: own.id } } });
    const decide = (hold: Hold, lot: string, decision: Disposition['decision'], quantity = '1') =>
      dispose(stack, hold.id, lot, {
        decision,
        quantity: ea(quantity),
        approvals: decision === 'use-as-is' ? APPROVALS : [],
      });
    const UNMET = { status: 422, body: { code: 'release-condition-unmet' } };

    it('E5 lets go of its material only once the change is active where that lies', async () => {
      const own = await engineer(stack, [ITEM]);
      const [here, there] = [await freshLot(stack), await freshLot(stack, '100', 'monterrey')];
      const hold = await holdUntil(own, here, there);
      const refused = async (lot: string) => {
        for (const decision of ['release', 'use-as-is'] as const)
          expect(await decide(hold, lot, decision)).toMatchObject(UNMET);
      };
      await refused(here);
      const staged = await release(stack, own, farAt('lyon'));
      await reaches(stack, staged.id, 'staged');
      await refused(here);
      await withdraw(stack, staged.id);
      await reaches(stack, staged.id, 'withdrawn');
      await refused(here);

      const { id } = await release(stack, own);
      await reaches(stack, id, 'active');
      for (const decision of ['release', 'use-as-is'] as const)
        expect(await decide(hold, here, decision)).toMatchObject({ status: 201 });
      await refused(there);
    });

    it('E5 is not let go by the QMS either before that', async () => {
      const lot = await freshLot(stack);
      const id = `NC-${randomUUID().slice(0, 8)}`;
      const hold = await place(stack, [lot], {
        nonconformance: { system: 'qms', id },
        releaseCondition: { change: { system: 'plm', id: 'ECO-none' } },
      });
      const decided = {
        nonconformance: id,
        lot,
        quantity: ea('100'),
        decision: 'release',
        reason: 'measured again',
        reference: 'MRB-78',
        decidedBy: { id: 'q-12', name: 'Quirin Quality', role: 'mrb-chair' },
        decidedAt: new Date().toISOString(),
      };
      expect(await announce(stack, 'qms', 'qms.disposition.decided.v1', decided)).toMatchObject(UNMET);
      expect(await getHold(stack, hold.id)).toMatchObject({ state: 'open', dispositions: [] });
    });

    it('E5 still lets everything be decided that keeps material from use', async () => {
      const lot = await freshLot(stack);
      const hold = await holdUntil(await engineer(stack, [ITEM]), lot);
      for (const decision of ['rework', 'scrap', 'return-to-supplier'] as const)
        expect(await decide(hold, lot, decision)).toMatchObject({ status: 201, body: { decision } });
      // Nobody knows yet by what plan.
      expect(await decide(hold, lot, 'sort')).toMatchObject(UNMET);
    });

    it("E5 is sorted by the change's plan: pins 2, 3 and 9 are good by B, and bad by C", async () => {
      const own = await engineer(stack, [ITEM], {
        adjust: (content) => ({ ...content, plan: pin('C', '9.96').plan }),
      });
      const change = await release(stack, own, farAt('lyon'));
      await reaches(stack, change.id, 'staged');
      const hold = await holdUntil(own, MEASURED_LOT);
      await stack.control('mes-lyon').hands({ auto: true, afterMs: 0 });
      taken(201, await decide(hold, MEASURED_LOT, 'sort', '70'));
      const found = await eventually(
        async () =>
          (await getHold(stack, hold.id)).dispositions.find(({ state }) => state === 'verified')?.found,
      );
      await stack.control('mes-lyon').hands({ auto: false });
      await withdraw(stack, change.id);
      expect(found).toEqual({ good: '66', bad: '4' });
    });
  });
});

const APPROVALS = (['quality', 'design-authority'] as const).map((kind) => ({
  kind,
  id: 'da-1',
  name: 'Ada',
  meaning: 'fit for use',
  at: '2026-11-03T06:40:00Z',
  reference: 'CON-1',
}));
