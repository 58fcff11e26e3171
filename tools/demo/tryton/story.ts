import type { Demo } from '../demo';
import type { Story } from '../story';
import { until } from '../until';
import { change } from './change/change';
import { containment, exposure } from './containment';
import { decision } from './decision';
import { inspection } from './inspection';
import { LOT } from './people';
import { showPictures, takePicture } from './picture';
import { refusals } from './refusals';

/** A lot fails its inspection, and then the limit is changed, on software that nobody here wrote. */
export const onTryton: Story = {
  systems: 'tryton',
  title: 'a failed inspection contains the lot, and a change goes active, on Tryton',
  cast:
    'ERP, MES Lyon and QMS are three instances of Tryton 8.2, unchanged from PyPI, each a process and a database of its ' +
    'own. PLM, WMS and MES Monterrey are sandbox systems. Temporal, PostgreSQL, Interlock and the measurements are real.',
  async play(demo) {
    await until('Interlock has heard of the lot from Tryton', () => isKnown(demo), demo.signal);
    const before = await takePicture(demo);
    const { hold: placed, alert } = await inspection(demo);
    const hold = await containment(demo, placed);
    const during = await takePicture(demo);
    await refusals(demo, hold);
    await exposure(demo, hold);
    const closed = await decision(demo, hold, alert);
    const after = await takePicture(demo);

    demo.page.chapter('Before, during, after');
    demo.page.say(`What Tryton itself says of ${LOT}, in pieces by place:`);
    showPictures(demo, { before, during, after });
    demo.checks.same(
      'H8',
      [after.erp.shelfLife, after.mes.shelfLife],
      [before.erp.shelfLife, before.mes.shelfLife],
      'The shelf life that stood before the hold stands again, in ERP and MES.',
    );
    demo.checks.same(
      'H6',
      [after.erp.pieces.SCRAP, after.erp.pieces.QUAR, after.mes.pieces.SCRAP, after.mes.pieces.QUAR],
      ['1', '0', '1', '0'],
      'ERP and MES each count one pin scrapped, and none left in quarantine.',
    );
    demo.page.say('The saga, step by step, in the Temporal Web UI:');
    demo.page.line(closed.links.workflow);
    await change(demo);
  },
};

async function isKnown(demo: Demo): Promise<true | null> {
  const { body } = await demo
    .interlock('auditor')
    .get<{ known?: boolean }>(`/v1/lots/${encodeURIComponent(LOT)}`);
  return body.known ? true : null;
}
