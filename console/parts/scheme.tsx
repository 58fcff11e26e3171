import { useEffect, useState } from 'preact/hooks';

const KEPT = 'interlock.scheme';
const NAMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;
type Name = keyof typeof NAMES;

/** Light or dark: as the system has it, until somebody says otherwise on this machine. */
export function Scheme() {
  const [name, setName] = useState<Name>(() => (localStorage.getItem(KEPT) as Name | null) ?? 'system');
  useEffect(() => {
    if (name === 'system') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = name;
    localStorage.setItem(KEPT, name);
  }, [name]);
  return (
    <select
      class="plain"
      aria-label="Colours"
      value={name}
      onChange={(event) => setName(event.currentTarget.value as Name)}
    >
      {Object.entries(NAMES).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
