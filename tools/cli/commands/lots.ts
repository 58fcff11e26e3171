import type { Command } from 'commander';
import type { z } from 'zod';
import type { LotView } from '../../../contracts/record';
import { asking, examples } from '../run';
import { list, table } from '../table';

/** `lots <lot>` */
export function lots(program: Command): void {
  program
    .command('lots <lot>')
    .description('One lot: where it lies, its status, and which holds cover it')
    .addHelpText('after', examples('lots PIN-10:L-0417'))
    .action(
      asking<[string]>(async ({ api }, lot) => {
        const value = await api.get<z.infer<typeof LotView>>(`/v1/lots/${encodeURIComponent(lot)}`);
        const head = list({
          lot: value.lot,
          quantity: `${value.quantity.value} ${value.quantity.unit}`,
          known: value.known ? 'yes' : 'no',
          supplier: value.supplier && `${value.supplier} ${value.supplierLot ?? ''}`,
          holds: value.holds.join(', '),
        });
        const stock = table(
          ['plant', 'location', 'quantity', 'status', 'owner', 'special'],
          value.stock.map((one) => [
            one.plant,
            one.location,
            one.quantity,
            one.status,
            one.owner,
            one.special,
          ]),
        );
        return { value, text: `${head}\n\n${stock}` };
      }),
    );
}
