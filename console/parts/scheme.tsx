import { useState } from 'preact/hooks';

const KEPT = 'interlock.scheme';
const NAMES = { system: 'Colours of the system', light: 'Light', dark: 'Dark' } as const;
type Name = keyof typeof NAMES;

const kept = (): Name => {
  const name = localStorage.getItem(KEPT);
  return name === 'light' || name === 'dark' ? name : 'system';
};

/** Light or dark, as was chosen on this machine. Called before anything is shown. */
export function applyScheme(): void {
  const name = kept();
  if (name === 'system') delete document.documentElement.dataset.scheme;
  else document.documentElement.dataset.scheme = name;
}

/** Light or dark: as the system has it, until somebody says otherwise on this machine. */
export function Scheme() {
  const [name, setName] = useState(kept);
  const choose = (next: string) => {
    localStorage.setItem(KEPT, next);
    setName(kept());
    applyScheme();
  };
  return (
    <select aria-label="Colours" value={name} onChange={(event) => choose(event.currentTarget.value)}>
      {Object.entries(NAMES).map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
