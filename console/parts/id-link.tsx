import { viewOf } from './seek';

/** An id that has a view of its own leads there; any other is told. */
export function IdLink({ id }: { id: string }) {
  const href = viewOf(id);
  return href === null ? <span>{id}</span> : <a href={href}>{id}</a>;
}
