import { useId } from 'preact/hooks';
import { useQuery } from './use-query';

export interface Filter {
  /** Its name in the address, and in the call's query. */
  readonly key: string;
  readonly name: string;
  /** What may be chosen: value and text. Not given: it is typed. */
  readonly choices?: readonly (readonly [value: string, text: string])[];
  /** Of choices: what it is called that none of them is made; `All` when not given. */
  readonly none?: string;
  /** Chosen where the address says nothing; not given: all. */
  readonly isChosen?: string;
  /** What the address says of all, where something else is chosen without. */
  readonly all?: string;
  /** Of what is typed: what it may be. */
  readonly suggestions?: readonly string[];
  readonly placeholder?: string;
}

/**
 * What is shown of a list; it is in the address, so that it can be sent. What is typed counts once it is entered.
 * @param forget members of the address that are of no use under other filters, such as a page
 */
export function Filters({ of, forget = [] }: { of: readonly Filter[]; forget?: readonly string[] }) {
  const { query, go } = useQuery();
  const id = useId();
  const forgotten = Object.fromEntries(forget.map((name) => [name, null]));
  const isFiltered = of.some(({ key }) => query[key] !== undefined);
  return (
    <search class="filters" aria-label="Filters">
      {of.map(({ key, name, choices, none = 'All', isChosen = '', all = '', suggestions, placeholder }) => (
        <label key={key}>
          <span>{name}</span>
          {choices ? (
            <select
              value={query[key] ?? isChosen}
              onChange={({ currentTarget: { value } }) => go({ ...forgotten, [key]: value })}
            >
              <option value={all}>{none}</option>
              {choices.map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          ) : (
            <input
              type="search"
              value={query[key] ?? ''}
              placeholder={placeholder}
              list={suggestions && `${id}-${key}`}
              onChange={({ currentTarget: { value } }) => go({ ...forgotten, [key]: value.trim() })}
            />
          )}
          {suggestions && (
            <datalist id={`${id}-${key}`}>
              {suggestions.map((value) => (
                <option key={value}>{value}</option>
              ))}
            </datalist>
          )}
        </label>
      ))}
      {isFiltered && (
        <button
          type="button"
          class="plain"
          onClick={() => go({ ...forgotten, ...Object.fromEntries(of.map(({ key }) => [key, null])) })}
        >
          Clear filters
        </button>
      )}
    </search>
  );
}
