import type { Resource } from './use-resource';

/** Several answers that are shown as one: as old as the oldest, there once all are. */
export function together<T extends readonly unknown[]>(
  ...all: { readonly [K in keyof T]: Resource<T[K]> }
): Resource<T> {
  const instants = all.map(({ at }) => at);
  return {
    data: all.every(({ data }) => data !== null) ? (all.map(({ data }) => data) as unknown as T) : null,
    at: instants.some((at) => at === null) ? null : Math.min(...instants.map(Number)),
    problem: all.find(({ problem }) => problem !== null)?.problem ?? null,
    renew: () => {
      for (const { renew } of all) renew();
    },
  };
}
