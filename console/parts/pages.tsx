import type { ComponentChildren } from 'preact';
import { useQuery } from './use-query';

interface Props<T> {
  /** Names the state in the address, and the pages to whoever does not see them. */
  readonly name: string;
  readonly rows: readonly T[];
  readonly size?: number;
  readonly children: (rows: readonly T[]) => ComponentChildren;
}

/** Many rows, a page at a time; which page is in the address. */
export function Pages<T>({ name, rows, size = 25, children }: Props<T>) {
  const { query, address } = useQuery();
  const last = Math.max(1, Math.ceil(rows.length / size));
  const key = `${name.replaceAll(' ', '-')}-page`;
  const page = Math.min(last, Math.max(1, Number(query[key]) || 1));
  const first = (page - 1) * size;
  return (
    <>
      {children(rows.slice(first, first + size))}
      {last > 1 && (
        <nav class="pages" aria-label={`Pages of ${name}`}>
          {page > 1 && <a href={address({ [key]: page - 1 })}>Previous</a>}
          <span>
            {first + 1} to {Math.min(first + size, rows.length)} of {rows.length}
          </span>
          {page < last && <a href={address({ [key]: page + 1 })}>Next</a>}
        </nav>
      )}
    </>
  );
}
