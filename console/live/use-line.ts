import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Line, LineState } from './line';

export const LineContext = createContext<Line | null>(null);

export const useLine = (): Line => useContext(LineContext)!;

export function useLineState(): LineState {
  const line = useLine();
  const [state, setState] = useState(line.state);
  useEffect(() => {
    setState(line.state);
    return line.onState(() => setState(line.state));
  }, [line]);
  return state;
}
