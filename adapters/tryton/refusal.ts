/** Tryton understood and refused: a broken rule, a button that is not to be pressed, a warning that wants a person's word. */
export class TrytonRefusal extends Error {
  override readonly name = 'TrytonRefusal';
  constructor(
    /** Tryton's own class name, such as `UserError`; its texts are translated, so only this is to be tested. */
    readonly kind: string,
    message: string,
    /** Of a `UserWarning`: the name by which it can be skipped. */
    readonly warning: string | null = null,
  ) {
    super(message);
  }

  /** Stable, for problems and exceptions: `tryton-usererror`. */
  get code(): string {
    return `tryton-${this.kind.toLowerCase()}`;
  }
}

/**
 * Tryton answers an error with HTTP 200 and a list of one of three shapes: class and details of a refusal, name and
 * details of a warning, or two bare strings when its own code failed (which changed nothing either).
 */
export function refusalOf([kind, detail]: readonly unknown[]): TrytonRefusal {
  if (!Array.isArray(detail)) {
    if (kind === 'ConcurrencyException') return new TrytonRefusal(kind, String(detail));
    return new TrytonRefusal('Failed', sentence([String(kind), typeof detail === 'string' ? detail : '']));
  }
  const parts = detail.map(String);
  if (kind === 'UserWarning') return new TrytonRefusal(kind, sentence(parts.slice(1)), parts[0]);
  return new TrytonRefusal(String(kind), sentence(parts.slice(0, 2)));
}

const sentence = (parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
