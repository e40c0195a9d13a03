import type { Clock } from '../../gateway.js';
import type { SmtpConnection } from './connection.js';
import { DotStuffer } from './dot-stuffing.js';

/** Octets that are handed to the system at once, so that a large mail stops nothing else. */
const BLOCK = 64 * 1024;
/**
 * Most octets of a mail that something goes behind in the same write. A server that has just said 354 has read all that came before,
 * so the system takes so much as a whole or not at all.
 */
const SMALL = 8 * 1024;

/** How far the octets of a mail got. */
type BodyWritten =
  /** The system has taken all of it, or may have. */
  | 'dot'
  /** The final dot surely did not go out, and the connection has ended. */
  | 'no-dot';

interface BodyOptions {
  readonly connection: SmtpConnection;
  readonly octets: Uint8Array;
  /** Goes before them. */
  readonly prefix: Uint8Array | undefined;
  readonly mayWrite: () => boolean;
  readonly clock: Clock;
  /** For each block, ms. */
  readonly timeoutMs: number;
  /** Commands that may go right behind the final dot; '': none. Asked for once, where the mail is small enough. */
  readonly behind?: () => string;
}

/**
 * Writes the octets of a mail after 354, and the final dot. The dot goes out only behind all the rest, and where the system did not take
 * it to the last octet, the server cannot have it.
 */
export async function writeBody(options: BodyOptions): Promise<BodyWritten> {
  const { connection, octets, prefix, mayWrite, behind } = options;
  const stuffer = new DotStuffer();
  let pieces: Uint8Array[] = prefix === undefined ? [] : [...stuffer.push(prefix)];
  for (let at = 0; at < octets.length; at += BLOCK) {
    if (at > 0) {
      if (!(await flushed(options, pieces))) return 'no-dot';
      pieces = [];
      // A server that answers before the end has given up on this mail.
      if (!connection.open || !connection.quiet) return 'no-dot';
    }
    if (!mayWrite()) {
      connection.end('not-held');
      return 'no-dot';
    }
    pieces.push(...stuffer.push(octets.subarray(at, at + BLOCK)));
  }
  pieces.push(stuffer.end());
  const commands = octets.length + (prefix?.length ?? 0) > SMALL || !connection.open ? '' : (behind?.() ?? '');
  if (commands !== '') pieces.push(Buffer.from(commands));
  if (await flushed(options, pieces)) return 'dot';
  // Which of it went out nobody can say: it may have been all but the commands.
  return commands === '' ? 'no-dot' : 'dot';
}

/** Whether the system took all the pieces in time, and before the server said anything. */
function flushed({ connection, clock, timeoutMs }: BodyOptions, pieces: readonly Uint8Array[]): Promise<boolean> {
  if (!connection.open) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (taken: boolean): void => {
      timer.cancel();
      connection.onStir = undefined;
      resolve(taken);
    };
    const timer = clock.after(timeoutMs, () => connection.end('timeout'));
    connection.onStir = () => finish(false);
    connection.write(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces), () =>
      finish(true),
    );
  });
}
