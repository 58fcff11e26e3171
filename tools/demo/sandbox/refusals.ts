import type { Hold } from '../../../contracts/hold';
import type { Demo } from '../demo';
import type { Http, Reply } from '../http';
import { SISTERS, SUSPECT } from './cast';
import { spares } from './before';

interface Attempt {
  readonly who: string;
  readonly what: string;
  readonly by: Http;
  readonly path: string;
  readonly body: unknown;
}

/** People try what they would do on any day, each in his own system, and one tries what is not hers to do. */
export async function refusals(demo: Demo, hold: Hold): Promise<void> {
  demo.page.chapter('People try to use the material all the same');
  const attempts: readonly Attempt[] = [
    {
      who: 'dispatcher, ERP',
      what: `post goods issue of ${spares.id}`,
      by: demo.system('erp'),
      path: `/deliveries/${spares.id}/goods-issue`,
      body: {},
    },
    {
      who: 'picker, WMS',
      what: `stage ${spares.id} at the door`,
      by: demo.system('wms'),
      path: `/shipments/${spares.id}/stage`,
      body: {},
    },
    {
      who: 'operator, MES Lyon',
      what: `consume 300 of ${SISTERS[1]}`,
      by: demo.system('mes-lyon'),
      path: '/orders/PO-7002/consumptions',
      body: { lot: SISTERS[1], quantity: '300' },
    },
    {
      who: 'engineer, Interlock',
      what: `release ${SUSPECT}`,
      by: demo.interlock('engineering'),
      path: `/v1/quality-holds/${hold.id}/dispositions`,
      body: {
        lot: SUSPECT,
        quantity: { value: '70', unit: 'EA' },
        decision: 'release',
        reason: 'looks good to me',
        reference: 'none',
      },
    },
  ];
  const answers = await Promise.all(
    attempts.map(async ({ by, path, body }) => codeOf(await by.post<unknown>(path, body))),
  );
  demo.page.table(
    ['who', 'tries to', 'and is told'],
    attempts.map(({ who, what }, index) => [who, what, answers[index]!]),
  );
  demo.checks.same(
    'H7',
    answers,
    ['409 STOCK_BLOCKED', '409 ALLOCATION_BLOCKED', '409 LOT_ON_HOLD', '403 not-authorized-to-decide'],
    'ERP, WMS and MES Lyon refused to use held pins; Interlock refused a release by one who may not decide.',
  );
}

/** Each system speaks of an error in its own form; its code is somewhere in it. */
export function codeOf({ status, body }: Reply<unknown>): string {
  const codes = ['code', 'fault', 'problem'].map((name) => new RegExp(`"${name}":"([A-Za-z_-]+)"`));
  const text = JSON.stringify(body);
  return `${status} ${codes.map((code) => code.exec(text)?.[1]).find(Boolean) ?? text}`;
}
