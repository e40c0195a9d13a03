import { Recent } from '../../../src/recent.js';
import type { IrcMessage } from '../wire/message.js';
import { parseLine } from '../wire/parse.js';

/** Lines that are remembered; a line reaches all users of a channel within moments. */
const LINES = 4096;
/** Longer ones are not: they are rare, and would keep memory. */
const MOST_LENGTH = 1024;

/**
 * Parses each line once for all connections that share it: the same line is the same `IrcMessage` object, so that whoever
 * translates it can remember the translation by the object.
 */
export class SharedParser {
  readonly #known = new Recent<string, IrcMessage>(LINES);

  readonly parse = (line: string): IrcMessage | undefined => {
    if (line.length > MOST_LENGTH) return parseLine(line);
    const known = this.#known.get(line);
    if (known !== undefined) return known;
    const message = parseLine(line);
    // What is about us alone comes once.
    if (message !== undefined && !/^\d/.test(message.command)) this.#known.set(line, message);
    return message;
  };
}
