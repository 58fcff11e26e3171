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

/** Tryton answers an error with HTTP 200 and a list of one of three shapes. */
export function refusalOf(error: readonly unknown[]): TrytonRefusal {
  const [kind, detail] = error;
  const parts = Array.isArray(detail) ? detail.map(String) : [];
  if (kind === 'UserWarning') return new TrytonRefusal(kind, sentence(parts.slice(1)), parts[0]);
  if (kind === 'UserError') return new TrytonRefusal(kind, sentence(parts.slice(0, 2)));
  return new TrytonRefusal(String(kind), parts.length > 0 ? sentence(parts) : String(detail || kind));
}

const sentence = (parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
