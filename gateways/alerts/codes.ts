import { createHash } from 'node:crypto';
import { longAckCode, newAckCode } from './acks/ack-code.js';

/** So often a short code is tried; when that many are taken, a long one is faster found than one of the last. */
const SHORT_ATTEMPTS = 6;

/** A code for an incident from its name, always the same; another one for each attempt (see `CodeMaker`). */
export function codeFor(seed: string, attempt: number): string {
  let count = 0;
  const random = (): number => {
    const hash = createHash('sha256').update(`${seed} ${attempt} ${count}`).digest();
    count += 1;
    return hash.readUInt32BE(0) / 2 ** 32;
  };
  const code = attempt < SHORT_ATTEMPTS ? newAckCode(() => false, random) : longAckCode(random);
  if (code === undefined) throw new Error('there is no code');
  return code;
}
