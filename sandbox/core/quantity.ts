import Big from 'big.js';
import { z } from 'zod';
import { Refusal } from './refusal';

/** Decimals are text on the wire and on disk, and never a float between. */
export const Decimal = z.string().regex(/^\d{1,18}(\.\d{1,9})?$/, 'a decimal as a string, such as "12.5"');
export const Positive = Decimal.refine((text) => /[1-9]/.test(text), 'more than zero');

const text = (value: Big) => value.toFixed();

export const add = (a: string, b: string): string => text(new Big(a).plus(b));
export const least = (a: string, b: string): string => text(new Big(a).lte(b) ? new Big(a) : new Big(b));
export const isMore = (a: string, b: string): boolean => new Big(a).gt(b);
export const isZero = (a: string): boolean => new Big(a).eq('0');

export const rounded = (a: string, decimals: number): string => text(new Big(a).round(decimals));

/** @throws Refusal when more is taken than is there. */
export function subtract(from: string, what: string, subject: string): string {
  const rest = new Big(from).minus(what);
  if (rest.lt('0'))
    throw new Refusal('QUANTITY_EXCEEDED', `${subject}: ${what} is more than the ${from} that is there.`);
  return text(rest);
}

/** What is left, never below zero. */
export const rest = (from: string, what: string): string =>
  isMore(what, from) ? '0' : text(new Big(from).minus(what));
