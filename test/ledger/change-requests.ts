import {
  ChangeRequest,
  type ChangePackage,
  type EngineeringChange,
} from '../../contracts/engineering-change';
import type { RevisionPackage } from '../../contracts/revision';
import type { z } from 'zod';
import type { Ledger } from '../../ledger';
import { bracket, pack, pin } from '../domain/change-package';
import { keyed, PERSON } from './requests';

export const ENGINEER = { id: 'engineering', name: 'Engineering' };

let numbers = 0;

/** A complete change of these items, under a number of its own. */
export const packageOf = (
  items: readonly RevisionPackage[] = [pin()],
  changes: Partial<ChangePackage> = {},
): ChangePackage => pack({ id: `ECO-${++numbers}`, items: [...items], ...changes });

/** A bracket that can change without its pins. */
export const bracketAlone = (): RevisionPackage => bracket({ bom: [] });

export const changeRequest = (
  number: string,
  changes: Partial<z.input<typeof ChangeRequest>> = {},
): ChangeRequest =>
  ChangeRequest.parse({
    change: { system: 'plm', id: number },
    plants: [{ plant: 'lyon', effectivity: { kind: 'immediate' } }],
    ...changes,
  });

/** Asks for a change, as the API does once the PLM has answered. @param content null: the PLM is down */
export const request = (
  ledger: Ledger,
  asked: ChangeRequest,
  content: ChangePackage | null,
  now = new Date(),
): Promise<EngineeringChange> =>
  keyed(ledger, (tx) => ledger.engineeringChanges.request(tx, asked, content, ENGINEER, now, null));

/** A change of this package, asked for as `changes` say. */
export const requestPackage = (
  ledger: Ledger,
  content: ChangePackage,
  changes: Partial<z.input<typeof ChangeRequest>> = {},
  now = new Date(),
): Promise<EngineeringChange> => request(ledger, changeRequest(content.id, changes), content, now);

/** One step of the saga of the whole change. */
export const advanceChange = (
  ledger: Ledger,
  change: string,
  now = new Date(),
  answer?: ChangePackage | null,
) =>
  ledger.engineeringChanges.advance(
    { change, answer: answer === undefined ? null : { package: answer } },
    now,
  );

export const withdraw = (ledger: Ledger, change: string, now = new Date()) =>
  keyed(ledger, (tx) =>
    ledger.engineeringChanges.withdraw(tx, change, 'the supplier is not ready', PERSON, now),
  );
