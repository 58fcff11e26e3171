import type { Hold } from '../../../contracts/hold';
import type { Releasability } from '../../../contracts/material';
import { gateOf } from '../act/holds';
import { gone, leaves, type Decided } from '../arithmetic';
import type { Interlock } from '../interlock';
import { PIECES } from '../plan/holds';
import type { Record } from '../record';
import type { Systems } from '../systems';

/** Every system has as many pieces as are left, holds as many as the open holds say, and the gate lets go the rest. */
export async function checkMaterial(
  interlock: Interlock,
  systems: Systems,
  record: Record,
  holds: readonly Hold[],
  decided: Decided,
): Promise<void> {
  const states = new Map(
    await Promise.all(
      ['erp', 'wms', 'mes-lyon', 'mes-monterrey', 'qms'].map(
        async (name) => [name, await systems.state(name)] as const,
      ),
    ),
  );
  for (const [lot, covering] of record.holdsByLot()) {
    const { plant } = covering[0]!;
    const quantity = PIECES - gone(lot, covering, decided);
    const open = holds
      .filter(({ state }) => state !== 'closed')
      .flatMap(({ lots }) => lots)
      .filter((one) => one.lot === lot)
      .reduce((total, { undecided, pending }) => total + Number(undecided) + Number(pending), 0);
    const held = Math.min(open, quantity);
    for (const system of ['erp', 'wms', `mes-${plant}`]) {
      const said = states.get(system)?.lots[lot];
      if (Number(said?.quantity) !== quantity || Number(said?.held) !== held)
        record.defect(
          'material',
          lot,
          system,
          `says ${said?.held} of ${said?.quantity} held, and ${held} of ${quantity} should be`,
        );
    }
    const scrapped = covering
      .flatMap(({ dispositions }) => dispositions)
      .filter((one) => one.lot === lot && leaves(one) && one.decision === 'scrap' && one.id !== null)
      .reduce((total, { pieces }) => total + pieces, 0);
    const booked = states.get('erp')?.lots[lot]?.scrapped;
    if (Number(booked) !== scrapped)
      record.defect('scrap', lot, 'erp', `has booked ${booked} as scrap, and ${scrapped} were decided so`);
    const noticed = Number(states.get('qms')?.lots[lot]?.held) > 0;
    if (noticed !== held > 0)
      record.defect(
        'material',
        lot,
        'qms',
        `${noticed ? 'has' : 'has no'} notice on it, and ${held} are held`,
      );
    const { releasableQuantity } = await interlock.get<Releasability>(gateOf(lot, plant));
    if (Number(releasableQuantity.value) !== quantity - held)
      record.defect(
        'gate',
        lot,
        null,
        `lets ${releasableQuantity.value} go in the end, and ${quantity - held} are free`,
      );
  }
}
