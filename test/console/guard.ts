import type { ConsoleMessage, Page } from 'playwright-core';

/** What Chromium says by itself of an answer of 400 and above, and of a connection that fails. */
const LOADING = /^Failed to load resource:/;

/** What is watched on a page from its first request on. */
export interface Guard {
  /**
   * What the page may say of requests that fail, since that is what the test is about: a pattern of Chromium's own words.
   * Everything else stays forbidden.
   */
  readonly expectFailures: (ofRequests: RegExp) => void;
  /** @throws Error that lists what the page should not have done */
  readonly check: () => void;
}

/**
 * Watches that a page asks no host but its own, writes no error to its console, throws nothing, and does nothing that its
 * content security policy forbids (Chromium writes an error for each).
 * @param origin the page's own, such as `http://127.0.0.1:8080`
 */
export function guard(page: Page, origin: string): Guard {
  const wrong: string[] = [];
  const expected: RegExp[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== origin)
      wrong.push(`asked another host: ${request.url()}`);
  });
  page.on('pageerror', (error) => wrong.push(`threw: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const isExpected = LOADING.test(message.text()) && expected.some((one) => one.test(message.text()));
    if (!isExpected) wrong.push(`wrote an error: ${described(message)}`);
  });
  return {
    expectFailures: (pattern) => void expected.push(pattern),
    check: () => {
      if (wrong.length > 0) throw new Error(`The page ${page.url()}\n- ${wrong.join('\n- ')}`);
    },
  };
}

const described = (message: ConsoleMessage): string => `${message.text()} (${message.location().url})`;
