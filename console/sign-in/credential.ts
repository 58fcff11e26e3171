import { renewed, type Held } from './provider';

const BEARER = 'interlock.bearer';
const GRANT = 'interlock.grant';
/** So long before its end a token is renewed, and whoever has to sign in again is told. */
const EARLY_MS = 60_000;
/** What a timer can wait for. */
const LONGEST_MS = 2_147_483_647;

/** What a tab proves with who is there. It is the tab's alone, outlives a reload, and is renewed before it ends where that is possible. */
export class Credential {
  private renewing: Promise<boolean> | null = null;
  /** What is renewed meanwhile is nobody's. */
  private isForgotten = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(private held: Held) {
    this.plan();
  }

  static of(held: Held): Credential {
    keep(held);
    return new Credential(held);
  }

  /** What is left of this tab's session; null: nothing. */
  static kept(): Credential | null {
    const bearer = sessionStorage.getItem(BEARER);
    if (bearer === null) return null;
    const grant = JSON.parse(sessionStorage.getItem(GRANT) ?? 'null') as Held['grant'];
    return new Credential({ bearer, grant });
  }

  get bearer(): string {
    return this.held.bearer;
  }

  /** Of one that will end and cannot be renewed: when, and of which provider it is. */
  get ends(): { readonly at: number; readonly grant: NonNullable<Held['grant']> } | null {
    const { grant } = this.held;
    return grant?.expiresAt && grant.refreshToken === null ? { at: grant.expiresAt, grant } : null;
  }

  /** Gets another, once for all who ask meanwhile. @returns whether there is another */
  renew(): Promise<boolean> {
    const { grant } = this.held;
    if (!grant || grant.refreshToken === null) return Promise.resolve(false);
    this.renewing ??= this.take(grant);
    return this.renewing;
  }

  private async take(grant: NonNullable<Held['grant']>): Promise<boolean> {
    try {
      const held = await renewed(grant);
      if (this.isForgotten) return false;
      this.held = held;
      keep(this.held);
      this.plan();
      return true;
    } catch {
      return false;
    } finally {
      this.renewing = null;
    }
  }

  /** Nobody is there any more. */
  forget(): void {
    this.isForgotten = true;
    clearTimeout(this.timer);
    sessionStorage.removeItem(BEARER);
    sessionStorage.removeItem(GRANT);
  }

  private plan(): void {
    clearTimeout(this.timer);
    const { grant } = this.held;
    if (!grant?.expiresAt || grant.refreshToken === null) return;
    // Of a short life, half of it: never one request after the other.
    const left = grant.expiresAt - Date.now();
    const wait = Math.max(left - EARLY_MS, left / 2, 1_000);
    this.timer = setTimeout(() => void this.renew(), Math.min(wait, LONGEST_MS));
  }
}

function keep({ bearer, grant }: Held): void {
  sessionStorage.setItem(BEARER, bearer);
  if (grant) sessionStorage.setItem(GRANT, JSON.stringify(grant));
  else sessionStorage.removeItem(GRANT);
}
