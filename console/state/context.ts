import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { OperationsView, SessionView } from '../../src/http/console/api.js';
import type { LiveState } from './live.js';

/** An operation, as the server describes it. */
export type OperationView = OperationsView['operations'][number];

/** What every page may need while somebody is signed in. */
export interface Console {
  readonly session: SessionView;
  readonly live: LiveState;
  /** The whole table; empty until it was read. */
  readonly operations: readonly OperationView[];
  /** Says something short at the edge of the page, to eyes and to screen readers. */
  readonly say: (sentence: string, kind?: 'done' | 'failed') => void;
  /** Runs operations after asking, where they need that; resolves with whether they were done. */
  readonly signOut: () => void;
}

/** What every page knows; undefined outside of the console. */
export const ConsoleContext = createContext<Console | undefined>(undefined);

/** What every page knows. Throws outside of the console. */
export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error('there is no console around this');
  return console;
}

/** One row of the table; undefined where this installation has none of it. */
export function useOperation(noun: string, verb: string): OperationView | undefined {
  return useConsole().operations.find((one) => one.noun === noun && one.verb === verb);
}
