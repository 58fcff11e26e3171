import { POSTS_WITHIN_HOURS, type Deed, type Step } from './plot';

const keyOf = (deed: Deed): string =>
  JSON.stringify([
    deed.kind,
    deed.kind === 'consumed' ? [deed.order, deed.operation] : null,
    deed.hour,
    [...deed.in].sort((a, b) => a - b),
    [...deed.out].sort((a, b) => a - b),
  ]);

/** What the ledger is to know: told by hand, deed by deed, with nothing of the ledger's own. */
export class Model {
  private readonly events = new Set<number>();
  private readonly deeds = new Map<string, { deed: Deed; net: number }>();
  private readonly holds: Set<number>[] = [];

  take(step: Step): void {
    if (step.what === 'hold') this.holds.push(new Set(step.lots));
    else if (!this.events.has(step.event)) {
      this.events.add(step.event);
      const known = this.deeds.get(keyOf(step.deed)) ?? { deed: step.deed, net: 0 };
      this.deeds.set(keyOf(step.deed), { ...known, net: known.net + (step.isReversal ? -1 : 1) });
    }
    this.spread();
  }

  /** `parent>child`, in order. */
  edges(): string[] {
    const done = [...this.deeds.values()].filter(({ net }) => net > 0).map(({ deed }) => deed);
    const edges = new Set<string>();
    for (const taking of done)
      for (const making of done)
        if (taking === making || areOfOneOrder(taking, making))
          for (const parent of taking.in)
            for (const child of making.out) if (parent !== child) edges.add(`${parent}>${child}`);
    return [...edges].sort();
  }

  /** `hold:lot` by the holds' order, in order: what was ever held, and all that was made of it since. */
  covered(): string[] {
    return this.holds.flatMap((lots, hold) => [...lots].map((lot) => `${hold}:${lot}`)).sort();
  }

  private spread(): void {
    const edges = this.edges().map((edge) => edge.split('>').map(Number) as [number, number]);
    for (const lots of this.holds)
      for (const lot of lots) for (const [parent, child] of edges) if (parent === lot) lots.add(child);
  }
}

function areOfOneOrder(taking: Deed, making: Deed): boolean {
  const isConsumption = taking.kind === 'consumed' && making.kind === 'consumed';
  const isOpen = taking.out.length === 0 || making.in.length === 0;
  const operations = new Set([taking.operation, making.operation].filter((name) => name !== null));
  const late = taking.order === 0 ? POSTS_WITHIN_HOURS : 0;
  return (
    isConsumption &&
    isOpen &&
    taking.order === making.order &&
    operations.size < 2 &&
    taking.hour <= making.hour + late
  );
}
