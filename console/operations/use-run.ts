import { useCallback } from 'preact/hooks';
import type { OperationResult } from '../../src/operation.js';
import { Refused, run } from '../api.js';
import { useConsole } from '../state/context.js';
import { t } from '../texts.js';
import type { Values } from './values.js';

/** What came of it: the result, or the sentence that says why nothing was done. */
export type Ran = { readonly result: OperationResult } | { readonly problem: string };

/** Runs one operation; what cannot be asked is a problem too. */
export async function runOperation(noun: string, verb: string, values: Values): Promise<Ran> {
  try {
    const answer = await run(noun, verb, values);
    return 'problem' in answer ? answer : { result: answer };
  } catch (error) {
    return { problem: error instanceof Refused ? error.message : String(error) };
  }
}

/** Runs an operation and says at the edge of the page what came of it; resolves with whether it was done. */
export function useRun(): (noun: string, verb: string, values: Values) => Promise<boolean> {
  const { say } = useConsole();
  return useCallback(
    async (noun, verb, values) => {
      const ran = await runOperation(noun, verb, values);
      if ('problem' in ran) {
        say(ran.problem, 'failed');
        return false;
      }
      say(ran.result.notes?.join(' ') ?? t.commands.done, 'done');
      return true;
    },
    [say],
  );
}
