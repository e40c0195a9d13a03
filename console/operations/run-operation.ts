import type { OperationResult } from '../../src/operation.js';
import { Refused, run } from '../api.js';
import type { Values } from './values.js';

/** What came of it: the result, or the sentence that says why nothing was done. */
type Ran = { readonly result: OperationResult } | { readonly problem: string };

/** Runs one operation; what cannot be asked is a problem too. */
export async function runOperation(noun: string, verb: string, values: Values): Promise<Ran> {
  try {
    const answer = await run(noun, verb, values);
    return 'problem' in answer ? answer : { result: answer };
  } catch (error) {
    return { problem: error instanceof Refused ? error.message : String(error) };
  }
}
