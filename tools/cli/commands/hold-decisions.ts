import type { Command } from 'commander';
import { DECISIONS, type Disposition } from '../../../contracts/disposition';
import { RESIDUAL_ANSWERS, type Hold } from '../../../contracts/hold';
import { asking, choice, examples, quantityOf } from '../run';
import { list } from '../table';
import { holdAddress, holdInWords } from './holds';

interface DisposeOptions {
  readonly lot: string;
  readonly quantity: string;
  readonly decision: string;
  readonly reason: string;
  readonly reference: string;
  readonly output?: string;
  readonly signature?: string;
}

/** `holds dispose|reverse|physical|answer` */
export function holdDecisions(group: Command): void {
  group
    .command('dispose <hold>')
    .description('Decide what becomes of held material; only quality may, by a key of its own')
    .requiredOption('--lot <lot>', 'of which')
    .requiredOption('--quantity <quantity>', 'how much, such as "1 EA"')
    .addOption(choice('--decision <decision>', 'what', DECISIONS).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--reference <number>', 'of the record, such as MRB-77')
    .option('--output <lot>', 'of a regrade: the lot that the pieces become')
    .option('--signature <signature>', 'id of the electronic signature, where one is wanted')
    .addHelpText(
      'after',
      examples(
        'holds dispose QH-RQ90Z2WJTRPDM --as quality --lot PIN-10:L-0417 --quantity "69 EA" --decision release --reason "measured good" --reference MRB-77',
      ),
    )
    .action(
      asking<[string], DisposeOptions>(async ({ api, options }, id) => {
        const { lot, quantity, decision, reason, reference, output, signature } = options;
        const value = await api.post<Disposition>(`${holdAddress(id)}/dispositions`, {
          lot,
          quantity: quantityOf(quantity),
          decision,
          reason,
          reference,
          ...(output !== undefined && { output }),
          ...(signature !== undefined && { signature }),
        });
        return { value, text: decisionInWords(value) };
      }),
    );
  group
    .command('reverse <hold> <disposition>')
    .description('Take a disposition back before it is verified')
    .requiredOption('--reason <text>', 'why')
    .addHelpText(
      'after',
      examples('holds reverse QH-RQ90Z2WJTRPDM DP-4J3JTWCQX9N9F --as quality --reason "wrong lot"'),
    )
    .action(
      asking<[string, string], { reason: string }>(async ({ api, options: { reason } }, hold, id) => {
        const address = `${holdAddress(hold)}/dispositions/${encodeURIComponent(id)}/reversal`;
        const value = await api.post<Disposition>(address, { reason });
        return { value, text: decisionInWords(value) };
      }),
    );
  group
    .command('physical <hold>')
    .description('Record that somebody has counted and tagged what a system cannot hold')
    .requiredOption('--lot <lot>', 'of which')
    .requiredOption('--location <location>', 'where it lies')
    .requiredOption('--counted <quantity>', 'how much, such as "40 EA"')
    .requiredOption('--tag <tag>', 'what was hung on it')
    .addHelpText(
      'after',
      examples(
        'holds physical QH-RQ90Z2WJTRPDM --lot PIN-10:L-0417 --location DOCK-2 --counted "40 EA" --tag RED-118',
      ),
    )
    .action(
      asking<[string], { lot: string; location: string; counted: string; tag: string }>(
        async ({ api, options: { lot, location, counted, tag } }, id) => {
          const body = { lot, location, counted: quantityOf(counted), tag };
          const value = await api.post<Hold>(`${holdAddress(id)}/physical`, body);
          return { value, text: holdInWords(value) };
        },
      ),
    );
  group
    .command('answer <hold> <residual>')
    .description('Answer for what the hold came too late for')
    .addOption(choice('--action <action>', 'what is done about it', RESIDUAL_ANSWERS).makeOptionMandatory())
    .requiredOption('--reference <number>', 'of the record')
    .requiredOption('--text <text>', 'what was agreed')
    .addHelpText(
      'after',
      examples(
        'holds answer QH-RQ90Z2WJTRPDM RS-4J3JTWCQX9N9F --action recall --reference RC-9 --text "customer returns it"',
      ),
    )
    .action(
      asking<[string, string], { action: string; reference: string; text: string }>(
        async ({ api, options: { action, reference, text } }, hold, residual) => {
          const address = `${holdAddress(hold)}/residuals/${encodeURIComponent(residual)}/answer`;
          const value = await api.post<Hold>(address, { action, reference, text });
          return { value, text: holdInWords(value) };
        },
      ),
    );
}

const decisionInWords = (one: Disposition): string =>
  list({
    disposition: one.id,
    hold: one.hold,
    lot: one.lot,
    decision: `${one.decision} ${one.quantity.value} ${one.quantity.unit}`,
    state: one.state,
    'decided by': one.decidedBy.name,
    'decided at': one.decidedAt,
  });
