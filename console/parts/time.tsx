import { useEffect, useState } from 'preact/hooks';

const SECOND = 1_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** A moment of the reader's own clock: the time of day, with the day where it is not today. */
export function At({ at }: { at: string | number }) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={full.format(date)}>
      {isToday ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`}
    </time>
  );
}

/** How long ago, counted on while it is looked at. */
export function Ago({ at }: { at: string | number }) {
  const now = useNow();
  return <span>{agoText(now - new Date(at).getTime())} ago</span>;
}

/** How long it has been going on. */
export function Since({ at }: { at: string | number }) {
  const now = useNow();
  return <span>{agoText(now - new Date(at).getTime())}</span>;
}

/** @param milliseconds such as 61_000: `1 min` */
export function agoText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** The present moment, renewed every second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return now;
}
