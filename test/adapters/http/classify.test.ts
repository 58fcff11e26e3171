import { classifyError, classifyStatus, retryAfterMs } from '../../../adapters/http/classify';

const write = { read: false, rollsBackOn503: false };
const read = { read: true, rollsBackOn503: false };

describe('an answer', () => {
  it.each([
    // status, of a write, of a read
    [200, null, null],
    [204, null, null],
    [302, 'misconfigured', 'misconfigured'],
    [400, 'rejected', 'rejected'],
    [401, 'misconfigured', 'misconfigured'],
    [403, 'misconfigured', 'misconfigured'],
    [404, 'misconfigured', 'misconfigured'],
    [405, 'misconfigured', 'misconfigured'],
    [408, 'unknown-outcome', 'retryable'],
    [409, 'rejected', 'rejected'],
    [422, 'rejected', 'rejected'],
    [425, 'retryable', 'retryable'],
    [429, 'retryable', 'retryable'],
    [500, 'unknown-outcome', 'retryable'],
    [502, 'unknown-outcome', 'retryable'],
    [503, 'unknown-outcome', 'retryable'],
    [504, 'unknown-outcome', 'retryable'],
  ])('%d is, of a write, %s, and of a read %s', (status, ofWrite, ofRead) => {
    expect([classifyStatus(status, write), classifyStatus(status, read)]).toEqual([ofWrite, ofRead]);
  });

  it('503 of a system that rolls back is retryable, and its other failures are not', () => {
    const rollsBack = { read: false, rollsBackOn503: true };
    expect([classifyStatus(503, rollsBack), classifyStatus(500, rollsBack)]).toEqual([
      'retryable',
      'unknown-outcome',
    ]);
  });
});

describe('no answer', () => {
  it.each([
    ['ECONNREFUSED', 'retryable'],
    ['ENOTFOUND', 'retryable'],
    ['EAI_AGAIN', 'retryable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'retryable'],
    ['NOT_SENT', 'retryable'],
    ['ECONNRESET', 'unknown-outcome'],
    ['UND_ERR_SOCKET', 'unknown-outcome'],
    ['TIMEOUT', 'unknown-outcome'],
    ['ABORTED', 'unknown-outcome'],
    ['INVALID_BODY', 'unknown-outcome'],
    ['ANYTHING_NEW', 'unknown-outcome'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'misconfigured'],
    ['CERT_HAS_EXPIRED', 'misconfigured'],
  ])('%s of a write is %s', (code, failure) => {
    expect(classifyError(code, write)).toBe(failure);
    expect(classifyError(code, read)).toBe(failure === 'misconfigured' ? 'misconfigured' : 'retryable');
  });
});

it.each([
  ['3', 3000],
  ['0.5', 500],
  ['Mon, 02 Nov 2026 08:00:10 GMT', 10_000],
  ['Mon, 02 Nov 2026 07:00:00 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After: %s is %s ms', (header, milliseconds) => {
  expect(retryAfterMs(header, Date.parse('2026-11-02T08:00:00Z'))).toBe(milliseconds);
});
