import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';

/** How each kind of id begins. */
const KINDS: readonly [RegExp, string][] = [
  [/^QH-/, 'holds'],
  [/^EC-/, 'changes'],
  [/^EX-/, 'exceptions'],
  [/^TX-/, 'transactions'],
];

/** Goes to what an id names; what is no id of ours is taken for a lot. */
export function Seek() {
  const [text, setText] = useState('');
  const { route } = useLocation();
  const go = (event: SubmitEvent) => {
    event.preventDefault();
    const id = text.trim();
    if (id === '') return;
    const kind = KINDS.find(([pattern]) => pattern.test(id))?.[1] ?? 'lots';
    route(`/console/${kind}/${encodeURIComponent(id)}`);
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
