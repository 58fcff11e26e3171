import { LocationProvider, Route, Router } from 'preact-iso';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Frame } from './frame';
import { Line } from './live/line';
import { LineContext } from './live/use-line';
import { forgetBearer, keepBearer, keptBearer, type Session, SessionContext } from './session';
import { Audit } from './views/audit';
import { Change } from './views/change';
import { Changes } from './views/changes';
import { Events } from './views/events';
import { Exception } from './views/exception';
import { Exceptions } from './views/exceptions';
import { Hold } from './views/hold';
import { Holds } from './views/holds';
import { Lot } from './views/lot';
import { Lots } from './views/lots';
import { NotFound } from './views/not-found';
import { Now } from './views/now';
import { SignIn } from './views/sign-in';
import { Transaction } from './views/transaction';

/** Signed out: the sign-in, at whatever address; signed in: the view that the address names. */
export function App() {
  const [bearer, setBearer] = useState(keptBearer);
  const [caller, setCaller] = useState<Session['caller'] | null>(null);
  const signOut = useCallback(() => {
    forgetBearer();
    setBearer(null);
    setCaller(null);
  }, []);
  const signIn = useCallback((next: string, who: Session['caller']) => {
    keepBearer(next);
    setBearer(next);
    setCaller(who);
  }, []);
  const session = useMemo(
    () => (bearer !== null && caller ? { bearer, caller, signOut } : null),
    [bearer, caller, signOut],
  );
  return (
    <LocationProvider scope="/console">
      {session ? (
        <SessionContext.Provider value={session}>
          <SignedIn session={session} />
        </SessionContext.Provider>
      ) : (
        <SignIn kept={bearer} onSignIn={signIn} onForget={signOut} />
      )}
    </LocationProvider>
  );
}

function SignedIn({ session: { bearer, signOut } }: { session: Session }) {
  const [line, setLine] = useState<Line | null>(null);
  useEffect(() => {
    const opened = new Line(bearer, signOut);
    setLine(opened);
    return () => opened.close();
  }, [bearer, signOut]);
  if (!line) return null;
  return (
    <LineContext.Provider value={line}>
      <Frame>
        <Router>
          <Route path="/console" component={Now} />
          <Route path="/console/holds" component={Holds} />
          <Route path="/console/holds/:id" component={Hold} />
          <Route path="/console/changes" component={Changes} />
          <Route path="/console/changes/:id" component={Change} />
          <Route path="/console/exceptions" component={Exceptions} />
          <Route path="/console/exceptions/:id" component={Exception} />
          <Route path="/console/lots" component={Lots} />
          <Route path="/console/lots/:lot" component={Lot} />
          <Route path="/console/events" component={Events} />
          <Route path="/console/audit" component={Audit} />
          <Route path="/console/transactions/:id" component={Transaction} />
          <Route default component={NotFound} />
        </Router>
      </Frame>
    </LineContext.Provider>
  );
}
