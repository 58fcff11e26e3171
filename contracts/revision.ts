import { z } from 'zod';
import { Name } from './material';
import { Count, Decimal } from './quantity';

/** What a revision of an item owns: BOM, routing with work instructions, inspection plan. Its content is the PLM's. */

/** A component, in the order of the drawing. The unit is as the PLM writes it: whether it converts is a rule. */
export const BomLine = z.object({ item: Name, revision: Name, quantity: Count, unit: Name });
export type BomLine = z.infer<typeof BomLine>;

export const WorkInstruction = z.object({
  document: Name,
  /** SHA-256 of the document that was approved, hexadecimal. */
  hash: z.string(),
});
export type WorkInstruction = z.infer<typeof WorkInstruction>;

export const Operation = z.object({
  operation: Name,
  text: z.string(),
  /** Work centres that can do it, of all plants: each plant takes the one that it has. */
  workCentres: z.array(Name),
  instruction: WorkInstruction.nullable(),
});
export type Operation = z.infer<typeof Operation>;

/** Limits may be one-sided: null is open. */
export const Characteristic = z
  .object({
    characteristic: Name,
    unit: Name,
    lower: Decimal.nullable(),
    upper: Decimal.nullable(),
    critical: z.boolean(),
    gauge: Name.nullable(),
  })
  .meta({ id: 'Characteristic' });
export type Characteristic = z.infer<typeof Characteristic>;

/** How many pieces are inspected, and how many defectives accept or reject the lot. */
export const SamplingPlan = z
  .object({
    /** Null: every piece. */
    sampleSize: z.int().min(1).nullable(),
    accept: z.int().min(0),
    reject: z.int().min(1),
  })
  .meta({ id: 'SamplingPlan' });
export type SamplingPlan = z.infer<typeof SamplingPlan>;

export const InspectionPlan = z.object({
  id: Name,
  version: Name,
  characteristics: z.array(Characteristic),
  /** Null or left out: as many as the inspector takes, and none may be defective. */
  sampling: SamplingPlan.nullish(),
});
export type InspectionPlan = z.infer<typeof InspectionPlan>;

/** Null: the system keeps no such part of a revision. */
export interface RevisionContent {
  readonly bom: readonly BomLine[] | null;
  readonly routing: readonly Operation[] | null;
  readonly plan: InspectionPlan | null;
}

/** One item's step from a revision to the next. */
export const RevisionPackage = z.object({
  item: Name,
  from: Name,
  to: Name,
  /** The unit that the PLM counts the item in. */
  unit: Name,
  /** The newest revision of the item that the PLM knows, approved or not. */
  latest: Name,
  bom: z.array(BomLine),
  routing: z.array(Operation),
  plan: InspectionPlan.nullable(),
});
export type RevisionPackage = z.infer<typeof RevisionPackage>;

/** What a system is asked to stage, activate or undo: the package, and whose it is. */
export interface RevisionAsk {
  /** The change's number in the PLM: the systems' reference. */
  readonly change: string;
  readonly package: RevisionPackage;
  /** Of an operation's work centres, those that the plant has. */
  readonly workCentres: readonly string[];
  /** The systems' own effectivity date, far beyond any real one: Interlock activates, no system by its own clock (E2). */
  readonly validFrom: string;
  /** Effectivity from a serial: the MES starts that one, and those after it, on the new revision only. */
  readonly fromSerial: string | null;
}

/** 3001-01-01: a date that a system's clock will not reach. */
export const SENTINEL = '3001-01-01';
