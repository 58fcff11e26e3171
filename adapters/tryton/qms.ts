import type { Ask, QmsPort } from '../port';
import { assessQms } from './assessment/assess';
import type { Instance } from './context';
import { findLot } from './lots';
import { findAlert, NonconformanceEffect } from './nonconformance-effect';
import { NoteEffect } from './note-effect';
import type { TrytonCaller } from './rpc';
import { ControlKeeper } from './revision/control-keeper';
import { RevisionEffect } from './revision/revision-effect';

/**
 * Tryton's quality module as QMS: it originates nonconformances (alerts) and decisions, and is told what became of them.
 * A lot and its quantity have no field on an alert, so both are told in notes.
 */
export const trytonQms = (instance: Instance): QmsPort => ({
  system: instance.rpc.system,
  product: 'tryton-qms',
  capabilities: {
    means: 'none',
    identifies: [],
    scopes: [],
    blocksShipping: false,
    blocksConsumption: false,
    restrictsByItself: [],
    refusesLate: false,
    readsBack: 'title of the alert, notes on lot and alert, quality controls of the item',
  },
  effects: {
    nonconformance: new NonconformanceEffect(instance),
    lot: new NoteEffect(instance, {
      begins: () => 'Interlock notice: ',
      on: lotRecord,
      text: ({ desired, detail }) =>
        desired.state === 'held'
          ? `held under ${detail.hold}, ${desired.quantity ?? 'all'} ${detail.unit}`
          : null,
    }),
    disposition: new NoteEffect(instance, {
      begins: ({ subject }) => `Interlock, disposition ${subject.id}: `,
      on: async (tryton, ask) => {
        const alert = await findAlert(tryton, ask);
        return alert && `quality.alert,${alert.id}`;
      },
      text: ({ desired, detail }) =>
        desired.state === 'undone'
          ? null
          : `${detail.disposition?.decision} ${detail.disposition?.quantity} ${detail.unit} of ${detail.lot}`,
    }),
    item: new RevisionEffect(instance, new ControlKeeper(instance.site)),
  },
  assess: (question, context) => assessQms(instance, question, context),
});

async function lotRecord(tryton: TrytonCaller, { subject }: Ask): Promise<string | null> {
  const lot = await findLot(tryton, subject.id);
  return lot?.ids[0] === undefined ? null : `stock.lot,${lot.ids[0]}`;
}
