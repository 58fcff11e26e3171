interface Body {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly transaction?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What the API refused (RFC 9457), or that it did not answer. */
export class Problem extends Error {
  override readonly name = 'Problem';

  private constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    /** What is wrong with single fields of the body, by JSON pointer. */
    readonly errors: NonNullable<Body['errors']>,
    readonly transaction: string | null,
  ) {
    super(detail);
  }

  static of(status: number, body: unknown): Problem {
    const { code, title, detail, errors, transaction } = (body ?? {}) as Body;
    const text = title ?? `The API answered ${status}`;
    return new Problem(status, code ?? 'unknown', text, detail ?? text, errors ?? [], transaction ?? null);
  }

  static unreachable(): Problem {
    return new Problem(0, 'unreachable', 'No answer', 'The API does not answer.', [], null);
  }

  /** The same request may be made again as it is: nobody knows what became of it, or it may pass later. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}
