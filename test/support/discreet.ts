import { secretsIn } from '../../src/cli/open-log.js';

/** What must never be in a log, beside whole numbers of phones: each with what it is. */
export type Hidden = ReadonlyMap<string, string>;

/** Any text that a test sends may hold this; whoever finds it in a log has found a text of a user. */
export const CANARY = 'canary-4711';

/** Shorter values may stand in a log for other reasons. */
const LEAST_LENGTH = 4;
/** `+` and the digits of a number that could be called; whatever was shortened has fewer of them in a row. */
const WHOLE_NUMBER = /\+[1-9]\d{8,14}(?!\d)/;

/** The secrets of a config file, and the canary. */
export function hiddenIn(config: unknown): Hidden {
  const secrets = secretsIn(config).map((secret) => [secret, 'a secret of the config file'] as const);
  return new Map([...secrets, [CANARY, 'the text of a message']]);
}

/**
 * Throws where a log says what no log may say: secrets, texts of messages, whole numbers of phones. The error has the line, so that its
 * reader finds the place in the code.
 */
export function assertDiscreet(log: string, hidden: Hidden): void {
  for (const line of log.split('\n')) {
    // What is no line of ours is of Node: warnings, stacks.
    if (!line.startsWith('{')) continue;
    const number = WHOLE_NUMBER.exec(line)?.[0];
    if (number !== undefined) throw new Error(`the log tells a whole number, ${number}: ${line}`);
    for (const [text, what] of hidden) {
      if (text.length >= LEAST_LENGTH && line.includes(text))
        throw new Error(`the log tells ${what}, ${text}: ${line}`);
    }
  }
}
