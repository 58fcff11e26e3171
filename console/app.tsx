import { LocationProvider, Route, Router } from 'preact-iso';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { Frame } from './frame';
import { Line } from './live/line';
import { LineContext } from './live/use-line';
import { type Session, SessionContext } from './session';
import type { Credential } from './sign-in/credential';
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
import { Objectives } from './views/objectives';
import { SignIn } from './views/sign-in';
import { Transaction } from './views/transaction';

/** Signed out: the sign-in, at whatever address; signed in: the view that the address names. */
export function App() {
  const [session, setSession] = useState<Session | null>(null);
  const [isEnded, setEnded] = useState(false);
  const signIn = useCallback((credential: Credential, caller: Session['caller']) => {
    const leave = (ended: boolean) => () => {
      credential.forget();
      setEnded(ended);
      setSession(null);
    };
    setEnded(false);
    setSession({ credential, caller, signOut: leave(false), end: leave(true) });
  }, []);
  return (
    <LocationProvider scope="/console">
      {session ? (
        <SessionContext.Provider value={session}>
          <SignedIn session={session} />
        </SessionContext.Provider>
      ) : (
        <SignIn isEnded={isEnded} onSignIn={signIn} />
      )}
    </LocationProvider>
  );
}

function SignedIn({ session: { credential, end } }: { session: Session }) {
  const [line, setLine] = useState<Line | null>(null);
  useEffect(() => {
    const opened = new Line(credential, end);
    setLine(opened);
    return () => opened.close();
  }, [credential, end]);
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
          <Route path="/console/objectives" component={Objectives} />
          <Route path="/console/transactions/:id" component={Transaction} />
          <Route default component={NotFound} />
        </Router>
      </Frame>
    </LineContext.Provider>
  );
}
