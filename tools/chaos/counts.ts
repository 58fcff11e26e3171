/** How often what happened, by name, in groups: "kills", "faults", "repeats". */
export class Counts {
  private readonly groups = new Map<string, Map<string, number>>();

  add(group: string, name: string, by = 1): void {
    const counted = this.groups.get(group) ?? new Map<string, number>();
    counted.set(name, (counted.get(name) ?? 0) + by);
    this.groups.set(group, counted);
  }

  of(group: string): ReadonlyMap<string, number> {
    return this.groups.get(group) ?? new Map();
  }

  total(group: string): number {
    return [...this.of(group).values()].reduce((sum, count) => sum + count, 0);
  }
}
