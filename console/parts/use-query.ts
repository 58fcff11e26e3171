import { useLocation } from 'preact-iso';

type Changes = Readonly<Record<string, string | number | null | undefined>>;

interface Query {
  readonly query: Readonly<Record<string, string | undefined>>;
  /** The address of this view with other state; null takes a member away. For links. */
  readonly address: (changes: Changes) => string;
  /** Goes there. @param replace what is typed is not a step to go back to */
  readonly go: (changes: Changes, replace?: boolean) => void;
}

/** State of a view that is kept in its address, so that it can be sent. */
export function useQuery(): Query {
  const { path, query, route } = useLocation();
  const address = (changes: Changes) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes))
      if (value === null || value === undefined || value === '') next.delete(name);
      else next.set(name, String(value));
    return next.size === 0 ? path : `${path}?${next}`;
  };
  return { query, address, go: (changes, replace = false) => route(address(changes), replace) };
}
