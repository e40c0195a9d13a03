import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, Refused } from '../api.js';

interface Paged<Item> {
  readonly items: readonly Item[];
  readonly total: number | undefined;
  readonly error: string | undefined;
  readonly loading: boolean;
  readonly more: (() => void) | undefined;
  readonly reload: () => void;
}

/**
 * A list that the server gives by pages: what was shown stays, and more is put behind it. `path` is without `after`; a new one begins anew.
 * Undefined: nothing is read. Every
 * `freshMs` it is read anew, as long as only the first page is shown.
 */
export function usePages<View extends { readonly next?: string; readonly total?: number }, Item>(
  path: string | undefined,
  itemsOf: (view: View) => readonly Item[],
  freshMs?: number,
): Paged<Item> {
  const paged = useRef(false);
  const [state, setState] = useState<{
    readonly items: readonly Item[];
    readonly total?: number | undefined;
    readonly next?: string | undefined;
    readonly error?: string;
    readonly loading: boolean;
  }>({ items: [], loading: path !== undefined });
  const [turn, setTurn] = useState(0);

  const read = useCallback(
    async (after: string | undefined, before: readonly Item[], signal: AbortSignal) => {
      if (path === undefined) return;
      const separator = path.includes('?') ? '&' : '?';
      const whole = after === undefined ? path : `${path}${separator}after=${encodeURIComponent(after)}`;
      try {
        const view = await get<View>(whole, {}, signal);
        setState({ items: [...before, ...itemsOf(view)], total: view.total, next: view.next, loading: false });
      } catch (error) {
        if (signal.aborted) return;
        const sentence = error instanceof Refused ? error.message : String(error);
        setState((now) => ({ ...now, error: sentence, loading: false }));
      }
    },
    [path, itemsOf],
  );
  // `turn` is no part of what is read; a new one has it read again.
  useEffect(() => {
    const abort = new AbortController();
    paged.current = false;
    setState((before) => ({ items: before.items, total: before.total, loading: path !== undefined }));
    void read(undefined, [], abort.signal);
    const timer =
      freshMs === undefined
        ? undefined
        : window.setInterval(() => {
            if (!paged.current && document.visibilityState === 'visible') void read(undefined, [], abort.signal);
          }, freshMs);
    return () => {
      window.clearInterval(timer);
      abort.abort();
    };
  }, [read, path, turn, freshMs]);

  const { next, items } = state;
  return {
    items,
    total: state.total,
    error: state.error,
    loading: state.loading,
    more:
      next === undefined
        ? undefined
        : () => {
            paged.current = true;
            setState((before) => ({ ...before, loading: true }));
            void read(next, items, new AbortController().signal);
          },
    reload: useCallback(() => setTurn((before) => before + 1), []),
  };
}
