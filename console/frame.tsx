import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';
import { Expiry } from './parts/expiry';
import { LineMark } from './parts/line-mark';
import { Scheme } from './parts/scheme';
import { Seek } from './parts/seek';
import { useMay, useSession } from './session';
import type { Operation } from './client/call';

const PLACES: readonly { href: string; name: string; needs: Operation }[] = [
  { href: '/console', name: 'Now', needs: 'listHolds' },
  { href: '/console/holds', name: 'Holds', needs: 'listHolds' },
  { href: '/console/changes', name: 'Changes', needs: 'listChanges' },
  { href: '/console/exceptions', name: 'Exceptions', needs: 'listExceptions' },
  { href: '/console/lots', name: 'Lots', needs: 'askGate' },
  { href: '/console/events', name: 'Events', needs: 'listEvents' },
  { href: '/console/audit', name: 'Audit', needs: 'listAudit' },
  { href: '/console/objectives', name: 'Objectives', needs: 'listObjectives' },
];

/** What is around every view: where one may go, whether the line is live, who is signed in. On a wall screen: the line alone. */
export function Frame({ children }: { children: ComponentChildren }) {
  const { path, query } = useLocation();
  const { caller, signOut } = useSession();
  const may = useMay();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // A new view is a new page to whoever does not see it: reading goes on at its beginning.
  useEffect(() => {
    if (!isFirst.current) main.current?.focus();
    isFirst.current = false;
  }, [path]);
  if (query.wall === '1')
    return (
      <>
        <header class="top">
          <span class="brand">Interlock</span>
          <LineMark />
        </header>
        <main id="main" class="wide">
          {children}
        </main>
      </>
    );
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <header class="top">
        <a class="brand" href="/console">
          Interlock
        </a>
        <nav aria-label="Views">
          <ul>
            {PLACES.filter(({ needs }) => may(needs)).map(({ href, name }) => (
              <li key={href}>
                <a href={href} aria-current={isAt(path, href) ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <LineMark />
        <Seek />
        <details class="who">
          <summary>{caller.name}</summary>
          <div>
            <p>
              {caller.name}, {caller.role}
            </p>
            <Scheme />
            <button type="button" class="plain" onClick={signOut}>
              Sign out
            </button>
          </div>
        </details>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Expiry />
        {children}
      </main>
    </>
  );
}

const isAt = (path: string, href: string) =>
  href === '/console' ? path === href || path === '/console/' : path === href || path.startsWith(`${href}/`);
