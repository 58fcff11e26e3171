/** A system's own "no": what it understood and will not do. The code is the system's word, not Interlock's. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: string,
    message: string,
    /** HTTP status where the whole call is refused; a line of a batch is refused in its own answer. */
    readonly status: 400 | 404 | 409 | 422 = 422,
  ) {
    super(message);
  }
}
