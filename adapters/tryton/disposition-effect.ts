import type { Decision } from '../../contracts/disposition';
import { add, compare, isZero, subtract, type DecimalText } from '../../domain/decimal';
import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { answerEach, observeEach, type Instance } from './context';
import {
  findDocument,
  returnGoods,
  take,
  transfer,
  withdraw,
  REFERENCE,
  type DocumentModel,
} from './documents';
import { lock, readLock, unlock } from './lock';
import { findLot, freeStock, onHand, type LotRecords } from './lots';
import { TrytonRefusal } from './refusal';
import type { TrytonCaller } from './rpc';
import { quantityOf } from './values';

type Posted = 'scrap' | 'return-to-supplier';
const DOCUMENTS: Record<Posted, DocumentModel> = {
  scrap: 'stock.shipment.internal',
  'return-to-supplier': 'stock.shipment.in.return',
};

/**
 * What leaves the lot leaves it by a document out of quarantine, whose reference names the disposition: scrap to the scrap
 * location, which a lock does not stop, and goods back to the supplier, for which the lock is lifted while the document
 * is done. Decisions by which material stays (release, use-as-is) post nothing: the lot's own target frees it.
 */
export class DispositionEffect implements Effect {
  readonly repeat = 'findable';
  readonly batch = 20;

  /** @param posts decisions that this instance carries out */
  constructor(
    private readonly instance: Instance,
    private readonly posts: readonly Posted[],
  ) {}

  ask(asks: readonly Ask[], context: CallContext): Promise<Answer[]> {
    return answerEach(this.instance, asks, context, async (tryton, ask) => {
      const { decision } = decided(ask);
      if (STAYS.includes(decision)) return done(ask);
      const posted = this.posts.find((one) => one === decision);
      if (!posted)
        throw new TrytonRefusal(
          'NotSupported',
          `Tryton has no document for "${decision}": carry it out by hand, and report it to Interlock.`,
        );
      if (ask.desired.state === 'undone') await this.undo(tryton, ask, posted);
      else await this.post(tryton, ask, posted);
      return done(ask);
    });
  }

  observe(asks: readonly Ask[], context: CallContext): Promise<Observation[]> {
    return observeEach(this.instance, asks, context, (tryton, ask) => this.observeOne(tryton, ask));
  }

  private async post(tryton: TrytonCaller, ask: Ask, decision: Posted): Promise<void> {
    const lot = await this.lot(tryton, ask);
    const { id, quantity } = decided(ask);
    const { site } = this.instance;
    const quarantine = await site.location(tryton, site.options.quarantine);
    const parts = take(await freeStock(tryton, lot, quarantine), quantity);
    const document = await findDocument(tryton, DOCUMENTS[decision], id);
    if (!document && compare(add('0', ...parts.map((part) => part.quantity)), quantity) < 0)
      throw tooLittle(ask);
    const what = { key: id, lot, parts, from: quarantine };
    const complete =
      decision === 'scrap'
        ? await transfer(tryton, site, { ...what, to: await site.location(tryton, site.options.scrap) })
        : await this.sendBack(tryton, lot, what);
    if (!complete) throw tooLittle(ask);
  }

  /** The lock is put back whatever happens; should even that fail, the lot's own target is read as drifted. */
  private async sendBack(
    tryton: TrytonCaller,
    lot: LotRecords,
    what: Omit<Parameters<typeof returnGoods>[2], 'to' | 'supplier'>,
  ): Promise<boolean> {
    const { site } = this.instance;
    const { supplier, location } = await this.supplierOf(tryton, lot);
    const { locked } = await readLock(tryton, lot);
    if (locked) await unlock(tryton, lot, null);
    try {
      return await returnGoods(tryton, site, { ...what, to: location, supplier });
    } finally {
      if (locked) await lock(tryton, lot);
    }
  }

  private async supplierOf(
    tryton: TrytonCaller,
    lot: LotRecords,
  ): Promise<{ supplier: number; location: number }> {
    const domain = [
      ['moves.lot', 'in', lot.ids],
      ['state', 'in', ['received', 'done']],
    ];
    const [receipt] = await tryton.find<{ supplier: number; supplier_location: number }>(
      'stock.shipment.in',
      domain,
      ['supplier', 'supplier_location'],
    );
    if (!receipt)
      throw new TrytonRefusal(
        'NoSupplier',
        `Lot ${lot.name} came from no supplier: there is nobody to return it to.`,
      );
    return { supplier: receipt.supplier, location: receipt.supplier_location };
  }

  private async undo(tryton: TrytonCaller, ask: Ask, decision: Posted): Promise<void> {
    const { id, quantity } = decided(ask);
    const document = await findDocument(tryton, DOCUMENTS[decision], id);
    if (!document) return;
    if (document.state !== 'done') return withdraw(tryton, DOCUMENTS[decision], document);
    if (decision !== 'scrap')
      throw new TrytonRefusal(
        'NotUndone',
        `Return ${document.number ?? document.id} has left the house; it can only be received again.`,
      );
    const lot = await this.lot(tryton, ask);
    const { site } = this.instance;
    const [scrap, quarantine] = [
      await site.location(tryton, site.options.scrap),
      await site.location(tryton, site.options.quarantine),
    ];
    const parts = take(
      await Promise.all(
        lot.ids.map(async (one) => ({
          lot: one,
          quantity: await onHand(tryton, { ...lot, ids: [one] }, scrap),
        })),
      ),
      quantity,
    );
    await transfer(tryton, site, { key: `${id} undone`, lot, parts, from: scrap, to: quarantine });
  }

  private async observeOne(tryton: TrytonCaller, ask: Ask): Promise<Observation> {
    const { decision } = decided(ask);
    const base = { subject: ask.subject, onHand: null, native: null, cannotEnforce: null };
    const posted = this.posts.find((one) => one === decision);
    if (!posted)
      return {
        ...base,
        state: STAYS.includes(decision) ? ask.desired.state : 'unknown',
        quantity: null,
        evidence: 'nothing to post',
      };
    const { id } = decided(ask);
    const model = DOCUMENTS[posted];
    const out = await this.movedBy(tryton, model, id);
    const back = await this.movedBy(tryton, 'stock.shipment.internal', `${id} undone`);
    const document = await findDocument(tryton, model, id);
    const quantity = subtract(out, back);
    const state = isZero(quantity) ? (ask.desired.state === 'undone' ? 'undone' : 'unknown') : 'posted';
    return {
      ...base,
      state,
      quantity,
      evidence: document ? `${decision} ${document.number ?? document.id}: ${document.state}` : 'no document',
    };
  }

  private async movedBy(tryton: TrytonCaller, model: DocumentModel, key: string): Promise<DecimalText> {
    const domain = [
      ['state', '=', 'done'],
      ['shipment.reference', '=', REFERENCE + key, model],
    ];
    const moves = await tryton.find<{ quantity: number }>('stock.move', domain, ['quantity']);
    return add('0', ...moves.map(({ quantity }) => quantityOf(quantity)));
  }

  private async lot(tryton: TrytonCaller, { detail }: Ask): Promise<LotRecords> {
    const lot = await findLot(tryton, detail.lot);
    if (!lot) throw new TrytonRefusal('Missing', `There is no item of lot ${detail.lot} in this instance.`);
    return lot;
  }
}

/** Material that stays is freed by its lot's target. */
const STAYS: readonly Decision[] = ['release', 'use-as-is'];

const done = ({ target }: Ask): Answer => ({ target, outcome: 'acknowledged', prior: null });

function decided({ detail, subject }: Ask): NonNullable<Ask['detail']['disposition']> {
  if (!detail.disposition)
    throw new TrytonRefusal('Incomplete', `The ask for ${subject.id} names no disposition.`);
  return detail.disposition;
}

const tooLittle = ({ detail }: Ask) =>
  new TrytonRefusal(
    'TooLittle',
    `Less than ${detail.disposition?.quantity} of ${detail.lot} lies in quarantine: bring it there, then try again.`,
  );
