import type { Page } from './page';

interface Check {
  readonly passed: boolean;
  readonly text: string;
}

/** What the demo found to hold or not, gathered while it plays and told at the end. */
export class Checks {
  private readonly all: Check[] = [];

  /** @param text what is so when `passed`, with what was compared, as a sentence */
  that(passed: boolean, text: string): void {
    this.all.push({ passed, text });
  }

  /** @param text what was compared, as a sentence; what was found instead is added when they differ */
  same(found: unknown, expected: unknown, text: string): void {
    const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
    this.that(left === right, left === right ? text : `${text} Found ${left}, and expected ${right}.`);
  }

  /** Prints all. @returns how many failed */
  tell(page: Page): number {
    for (const { passed, text } of this.all) page.verdict(passed, text);
    return this.all.filter(({ passed }) => !passed).length;
  }

  get count(): number {
    return this.all.length;
  }
}
