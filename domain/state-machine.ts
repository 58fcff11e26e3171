/** States and the ways between them as data: code asks it, and the documents show it. */
export interface Transition<S extends string> {
  readonly from: S;
  readonly to: S;
  readonly when: string;
}

export class StateMachine<S extends string> {
  constructor(
    private readonly initial: S,
    readonly transitions: readonly Transition<S>[],
  ) {}

  mayMove(from: S, to: S): boolean {
    return this.transitions.some((transition) => transition.from === from && transition.to === to);
  }

  isFinal(state: S): boolean {
    return !this.transitions.some((transition) => transition.from === state);
  }

  /** The transitions as a Mermaid state diagram. */
  diagram(): string {
    const finals = [...new Set(this.transitions.map(({ to }) => to))].filter((state) => this.isFinal(state));
    return [
      'stateDiagram-v2',
      `    [*] --> ${this.initial}`,
      ...this.transitions.map(({ from, to, when }) => `    ${from} --> ${to}: ${when}`),
      ...finals.map((state) => `    ${state} --> [*]`),
    ].join('\n');
  }
}
