/** An event about something that is not here yet: it is kept, and applied when that comes. */
export class WaitsFor extends Error {
  constructor(readonly what: string) {
    super(what);
  }
}
