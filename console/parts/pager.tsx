import { useQuery } from './use-query';

/** From page to page of a list of the API; its cursor is in the address. */
export function Pager({ next }: { next: string | null }) {
  const { query, address } = useQuery();
  return (
    <nav class="pager" aria-label="Pages">
      {query.cursor !== undefined && <a href={address({ cursor: null })}>First page</a>}
      {next !== null && <a href={address({ cursor: next })}>Next page</a>}
    </nav>
  );
}
