import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, Refused } from '../api.js';

interface Loaded<View> {
  /** What came last; kept while it is read anew. */
  readonly data: View | undefined;
  /** Why the last reading failed. */
  readonly error: string | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

/**
 * Reads something of the server, anew when its address changes and, where that is wanted, every so many ms. Of several readings only the
 * last one counts. Without an address nothing is read.
 */
export function useLoad<View>(path: string | undefined, everyMs?: number): Loaded<View> {
  const [state, setState] = useState<{ path?: string; data?: View; error?: string; loading: boolean }>({
    loading: path !== undefined,
  });
  const [turn, setTurn] = useState(0);
  const current = useRef(path);
  current.current = path;
  // `turn` is no part of what is read; a new one has it read again.
  useEffect(() => {
    if (path === undefined) {
      setState({ loading: false });
      return;
    }
    const abort = new AbortController();
    setState((before) => (before.path === path ? { ...before, loading: true } : { path, loading: true }));
    get<View>(path, {}, abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ path, data, loading: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const sentence = error instanceof Refused ? error.message : String(error);
        setState((before) => ({ ...before, path, error: sentence, loading: false }));
      },
    );
    return () => abort.abort();
  }, [path, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = window.setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs, reload]);
  return { data: state.data, error: state.error, loading: state.loading, reload };
}

/** `path?query`, with what is empty left out. */
export function address(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === '' ? path : `${path}?${search}`;
}
