import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

/** How each kind of id begins. */
const KINDS: readonly [RegExp, string][] = [
  [/^QH-/, 'holds'],
  [/^EC-/, 'changes'],
  [/^EX-/, 'exceptions'],
  [/^TX-/, 'transactions'],
];

/** Address of what an id names; null: it names nothing that has a view, or a lot. */
export function viewOf(id: string): string | null {
  const kind = KINDS.find(([pattern]) => pattern.test(id))?.[1];
  return kind === undefined ? null : `/console/${kind}/${encodeURIComponent(id)}`;
}

/** A lot has its item before its number; what has not is looked for among their names. */
const lotsOf = (text: string): string =>
  text.includes(':')
    ? `/console/lots/${encodeURIComponent(text)}`
    : `/console/lots?name=${encodeURIComponent(text)}`;

/** Goes to what an id names; what is no id of ours is taken for a lot, or a part of its name. */
export function Seek() {
  const [text, setText] = useState('');
  const { route } = useLocation();
  const go = (event: SubmitEvent) => {
    event.preventDefault();
    const id = text.trim();
    if (id === '') return;
    route(viewOf(id) ?? lotsOf(id));
    setText('');
  };
  return (
    <search class="seek">
      <form onSubmit={go}>
        <input
          type="search"
          aria-label="Go to a hold, change, exception, transaction or lot"
          placeholder="Lot or id"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}
