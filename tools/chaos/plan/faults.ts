import fc from 'fast-check';

/** Systems of the demo enterprise, as the topology names them. */
export const SYSTEMS = ['erp', 'plm', 'qms', 'wms', 'mes-lyon', 'mes-monterrey'] as const;
export type System = (typeof SYSTEMS)[number];

/** Body of `PUT /_sandbox/faults`; `{}` is none. */
export type FaultSettings = Readonly<Record<string, number | boolean>>;

export interface PlannedFault {
  readonly system: System;
  readonly kind: string;
  readonly settings: FaultSettings;
  /** Milliseconds after the start. */
  readonly from: number;
  readonly to: number;
}

const share = (min: number, max: number) => fc.integer({ min, max }).map((percent) => percent / 100);

/** What may be wrong with a system. A call times out after two seconds: a slow system answers within that, or not. */
const KINDS: Readonly<Record<string, fc.Arbitrary<FaultSettings>>> = {
  slow: fc.record({ latencyMs: fc.integer({ min: 200, max: 3_500 }) }),
  down: fc.constant({ down: true }),
  'server error': fc.record({ status: fc.constantFrom(500, 502, 503, 504), rate: share(30, 100) }),
  'too many requests': fc.record({
    status: fc.constant(429),
    rate: share(30, 100),
    retryAfter: fc.constantFrom(1, 2),
  }),
  'dropped answers': fc.record({ dropAfterEffect: share(20, 80) }),
  lies: fc.record({ lie: share(10, 50) }),
};

const GAP = { min: 1_000, max: 8_000 };
const LASTS = { min: 1_000, max: 9_000 };

/** Each system by itself: well for a while, then broken for a while, until the time is over. */
export const faults = (milliseconds: number): fc.Arbitrary<PlannedFault[]> =>
  fc
    .tuple(...SYSTEMS.map((system) => timeline(system, milliseconds)))
    .map((timelines) => timelines.flat().sort((a, b) => a.from - b.from));

function timeline(system: System, milliseconds: number): fc.Arbitrary<PlannedFault[]> {
  const most = Math.ceil(milliseconds / (GAP.min + LASTS.min));
  const one = fc.record({
    gap: fc.integer(GAP),
    lasts: fc.integer(LASTS),
    what: fc.oneof(...Object.entries(KINDS).map(([kind, settings]) => fc.tuple(fc.constant(kind), settings))),
  });
  return fc.array(one, { minLength: most, maxLength: most }).map((all) => {
    let at = 0;
    return all
      .map(({ gap, lasts, what: [kind, settings] }) => {
        const from = at + gap;
        at = from + lasts;
        return { system, kind, settings, from, to: at };
      })
      .filter(({ from }) => from < milliseconds);
  });
}
