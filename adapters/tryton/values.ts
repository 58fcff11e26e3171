import { text, type DecimalText } from '../../domain/decimal';

/** How Tryton writes a date in JSON-RPC; the month counts from 1. */
export interface TrytonDate {
  readonly __class__: 'date';
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** An instant of the server; Interlock runs Tryton in UTC. */
export interface TrytonInstant extends Omit<TrytonDate, '__class__'> {
  readonly __class__: 'datetime';
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

export interface TrytonDecimal {
  readonly __class__: 'Decimal';
  readonly decimal: string;
}

export const trytonDecimal = (decimal: DecimalText): TrytonDecimal => ({ __class__: 'Decimal', decimal });

/** From `2026-11-03`. */
export function trytonDate(day: string): TrytonDate {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  return { __class__: 'date', year, month, day: date };
}

/** From an instant in milliseconds since 1970. */
export function trytonInstant(at: number): TrytonInstant {
  const date = new Date(at);
  return {
    __class__: 'datetime',
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: date.getUTCMilliseconds() * 1000,
  };
}

const two = (part: number) => String(part).padStart(2, '0');

/** `2026-11-03`, which compares as a date. */
export const dayOf = (date: TrytonDate): string => `${date.year}-${two(date.month)}-${two(date.day)}`;

/** Milliseconds since 1970. */
export const millisecondsOf = (at: TrytonInstant): number =>
  Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second, Math.floor(at.microsecond / 1000));

export const today = (): string => new Date().toISOString().slice(0, 10);

/** Tryton keeps quantities as floats; six digits are more than any unit of measure there has. */
export const quantityOf = (value: number): DecimalText => text(value.toFixed(6));
