import { createHash } from 'node:crypto';
import { newAckCode } from './acks/ack-code.js';

/** A code for an incident from its name, always the same; another one for each attempt (see `CodeMaker`). */
export function codeFor(seed: string, attempt: number): string {
  let count = 0;
  const random = (): number => {
    const hash = createHash('sha256').update(`${seed} ${attempt} ${count}`).digest();
    count += 1;
    return hash.readUInt32BE(0) / 2 ** 32;
  };
  const code = newAckCode(() => false, random);
  if (code === undefined) throw new Error('there is no code');
  return code;
}
