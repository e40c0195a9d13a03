import type { Clock } from '../../gateway.js';
import { ImapFailure } from './failure.js';
import type { Inbox } from './inbox.js';
import type { Jobs } from './jobs.js';
import type { ImapSession } from './session.js';
import type { Wake } from './wake.js';

interface VisitOptions {
  readonly session: ImapSession;
  readonly inbox: Inbox;
  readonly jobs: Jobs;
  readonly wake: Wake;
  readonly clock: Clock;
  /** Stays and waits for mail; else goes when nothing is left to do. */
  readonly stay: () => boolean;
  /** IDLE is given again after this, ms; between 5 and 25 min (RFC 2177: servers end it after 30). */
  readonly idleMs: number;
  /** How often a server without IDLE is asked, ms. */
  readonly noopMs: number;
  /** How long to stay for what may be asked next, ms, where `stay` is false. */
  readonly lingerMs: number;
  /** The folder is open. */
  readonly opened: () => void;
}

/** An IDLE that ends sooner by itself is none. */
const SHORTEST_IDLE_MS = 1000;

/**
 * What happens over one connection, from the first SELECT to the goodbye. Resolves when there is no reason to stay; rejects with
 * the failure that ended it.
 *
 * New mail cannot slip between a FETCH and an IDLE: the folder is listed right before IDLE is given and whenever it ends, and what
 * the server says in between counts as news.
 */
export async function visit(options: VisitOptions): Promise<void> {
  const { session, inbox, jobs, wake, idleMs, noopMs, lingerMs } = options;
  let idles = session.abilities.idle;
  let lingered = false;
  await inbox.open(session);
  options.opened();
  for (;;) {
    wake.clear();
    if (session.ended !== undefined) throw session.ended;
    if (jobs.waiting) {
      lingered = false;
      await jobs.next(session);
    } else if (session.selected !== inbox.path) await inbox.open(session);
    else if (await inbox.step(session)) lingered = false;
    else if (!inbox.settled) {
      // Mails are being handed over, or wait for their turn.
      if (!(await wake.sleep(noopMs))) await session.noop();
    } else if (!options.stay()) {
      if (lingered) break;
      lingered = !(await wake.sleep(lingerMs));
    } else if (idles) {
      idles = await idle(options, idleMs);
      inbox.look();
    } else if (!(await wake.sleep(noopMs))) {
      await session.noop();
      inbox.look();
    }
  }
  await session.logout();
}

/** Waits in IDLE for news. False: the server says that it does IDLE, and does not. */
async function idle({ session, wake, clock }: VisitOptions, idleMs: number): Promise<boolean> {
  const since = clock.monotonic();
  let resting = true;
  let over: boolean | undefined;
  let failed: ImapFailure | undefined;
  const end = (): void => {
    // Once the loop goes on, the end of this IDLE is its own doing.
    if (resting) wake.wake();
  };
  session.idle().then(
    (worked) => {
      over = worked;
      end();
    },
    (error: unknown) => {
      failed = error instanceof ImapFailure ? error : new ImapFailure('lost');
      end();
    },
  );
  await wake.sleep(idleMs);
  resting = false;
  if (failed !== undefined) throw failed;
  if (session.ended !== undefined) throw session.ended;
  // The next command ends it, and waits until it has.
  return over === undefined || (over && clock.monotonic() - since >= SHORTEST_IDLE_MS);
}
