import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OperationsView, SessionView } from '../src/http/console/api.js';
import { currentSession, get, Refused, signOut, whenSignedOut } from './api.js';
import { PageOf } from './pages/page-of.js';
import { SignInPage } from './pages/sign-in.js';
import { Shell } from './shell.js';
import { type Console, ConsoleContext } from './state/context.js';
import { Live, type LiveState } from './state/live.js';
import { useRoute } from './state/route.js';
import { t } from './texts.js';
import { Notice } from './ui/page.js';
import { type Toast, Toasts } from './ui/toasts.js';

type Session = { readonly of: SessionView | undefined; readonly notice?: string };

/** Who is signed in decides what there is. */
export function App(): JSX.Element | null {
  const [session, setSession] = useState<Session | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    whenSignedOut(() => setSession({ of: undefined, notice: t.signIn.over }));
    currentSession().then(
      (of) => setSession({ of }),
      (error: unknown) => setProblem(error instanceof Refused ? error.message : String(error)),
    );
  }, []);
  const over = useCallback((notice: string) => setSession({ of: undefined, notice }), []);
  if (problem !== undefined) return <Unreachable problem={problem} />;
  if (session === undefined) return null;
  if (session.of === undefined) {
    return <SignInPage notice={session.notice} onSession={(of) => setSession({ of })} />;
  }
  return <SignedIn session={session.of} onOver={over} />;
}

function Unreachable({ problem }: { readonly problem: string }): JSX.Element {
  return (
    <main class="sign-in">
      <h1 class="unseen">{t.name}</h1>
      <Notice tone="bad">
        {problem}
        <button type="button" class="button small" onClick={() => location.reload()}>
          {t.retryReading}
        </button>
      </Notice>
    </main>
  );
}

interface SignedInProps {
  readonly session: SessionView;
  readonly onOver: (notice: string) => void;
}

/** How long a toast stays, ms; one that tells of a failure longer. */
const TOAST_MS = { done: 5000, failed: 12_000 } as const;

function SignedIn({ session, onOver }: SignedInProps): JSX.Element {
  const route = useRoute();
  const live = useLive(() => onOver(t.signIn.over));
  const [operations, setOperations] = useState<OperationsView['operations']>([]);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const number = useRef(0);
  const say = useCallback((sentence: string, kind: 'done' | 'failed' = 'done') => {
    number.current += 1;
    const id = number.current;
    setToasts((before) => [...before.slice(-2), { id, sentence, kind }]);
    window.setTimeout(() => setToasts((before) => before.filter((one) => one.id !== id)), TOAST_MS[kind]);
  }, []);
  const leave = useCallback(() => {
    signOut().then(
      () => onOver(t.signIn.signedOut),
      (error: unknown) => say(t.failed(error instanceof Refused ? error.message : String(error)), 'failed'),
    );
  }, [onOver, say]);
  // The table changes only with the release that runs, so it is read when the connection has come up.
  useEffect(() => {
    if (!live.live) return;
    get<OperationsView>('operations').then(
      (view) => setOperations(view.operations),
      (error: unknown) => say(t.failed(error instanceof Refused ? error.message : String(error)), 'failed'),
    );
  }, [live.live, say]);
  const console = useMemo<Console>(
    () => ({ session, live, operations, say, signOut: leave }),
    [session, live, operations, say, leave],
  );
  return (
    <ConsoleContext.Provider value={console}>
      <Shell page={route.page}>
        <PageOf key={[route.page, ...route.rest].join('/')} route={route} />
      </Shell>
      <Toasts toasts={toasts} />
    </ConsoleContext.Provider>
  );
}

function useLive(over: () => void): LiveState {
  const [state, setState] = useState<LiveState>({ overview: undefined, live: false, since: Date.now() });
  const onOver = useRef(over);
  onOver.current = over;
  useEffect(() => {
    const live = new Live(setState, () => onOver.current());
    const hurry = () => {
      if (document.visibilityState === 'visible') live.hurry();
    };
    live.start();
    window.addEventListener('online', hurry);
    document.addEventListener('visibilitychange', hurry);
    return () => {
      window.removeEventListener('online', hurry);
      document.removeEventListener('visibilitychange', hurry);
      live.stop();
    };
  }, []);
  return state;
}
