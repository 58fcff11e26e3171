import type { Hold } from '../../../contracts/hold';
import { SystemFailure } from '../../../adapters/failure';
import { TrytonRefusal } from '../../../adapters/tryton/refusal';
import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import type { Demo } from '../demo';
import { byReference, person, type Instance } from './people';

interface Attempt {
  readonly instance: Instance;
  readonly what: string;
  readonly model: 'production' | 'stock.shipment.out';
  readonly reference: string;
  readonly buttons: readonly string[];
  /** The state that the document would be in if it went through. */
  readonly through: string;
}

const ATTEMPTS: readonly Attempt[] = [
  {
    instance: 'erp',
    what: 'assign it to shipment ATLANTIC-4420',
    model: 'stock.shipment.out',
    reference: 'ATLANTIC-4420',
    buttons: ['assign_try'],
    through: 'assigned',
  },
  {
    instance: 'erp',
    what: 'pick it for shipment ATLANTIC-4417',
    model: 'stock.shipment.out',
    reference: 'ATLANTIC-4417',
    buttons: ['pick'],
    through: 'picked',
  },
  {
    instance: 'erp',
    what: 'ship packed shipment PYRENEES-2201',
    model: 'stock.shipment.out',
    reference: 'PYRENEES-2201',
    buttons: ['do'],
    through: 'done',
  },
  {
    instance: 'erp',
    what: 'consume it in order PO-7002',
    model: 'production',
    reference: 'PO-7002',
    buttons: ['run'],
    through: 'running',
  },
  {
    instance: 'mes',
    what: 'consume it in order PO-7002',
    model: 'production',
    reference: 'PO-7002',
    buttons: ['run'],
    through: 'running',
  },
];

/** Somebody of the floor tries what he would do on any day. */
export async function refusals(demo: Demo, hold: Hold): Promise<void> {
  demo.page.chapter('The floor tries to use it all the same');
  demo.page.say('Florian, of the floor, may move stock and run orders. He tries to');
  const wentThrough: string[] = [];
  for (const attempt of ATTEMPTS) {
    const floor = person(demo, 'floor', attempt.instance);
    const told = await attemptOne(floor, attempt);
    const { state } = await byReference(floor, attempt.model, attempt.reference);
    if (state === attempt.through) wentThrough.push(`${attempt.instance}: ${attempt.what}`);
    demo.page.say(`… ${attempt.what} (${SYSTEM[attempt.instance]}). It stays "${state}": ${told}`);
  }
  demo.checks.same(
    '',
    wentThrough,
    [],
    `Tryton refused the floor to assign, pick, ship and consume ${hold.lots[0]!.lot}, in ERP and MES.`,
  );
}

/** Pressing a button that finds nothing free is no error in Tryton: the document merely stays what it was. */
async function attemptOne(floor: TrytonCaller, { model, reference, buttons }: Attempt): Promise<string> {
  const { id } = await byReference(floor, model, reference);
  try {
    for (const button of buttons) await floor.press(model, button, [id]);
    return 'nothing of it is free.';
  } catch (error) {
    if (error instanceof TrytonRefusal || error instanceof SystemFailure) return `"${error.message}"`;
    throw error;
  }
}

const SYSTEM: Partial<Record<Instance, string>> = { erp: 'ERP', mes: 'MES Lyon' };
