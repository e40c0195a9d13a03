import { type Account, type HoldContext, type KeyValue, Recent } from '../../gateway.js';

interface AttendanceParts {
  readonly context: Pick<HoldContext, 'clock' | 'kv' | 'presenceOf'>;
  /** Who was not online for so long is absent, ms; undefined: nobody ever is. */
  readonly absentAfter: number | undefined;
}

/** Longer than anybody may be away before it matters (`watch.pollAfter`). */
const KEPT_SECONDS = 4000 * 86_400;
/** That a user is online is not noted again so soon, ms; who comes and goes does so often. */
const AGAIN_MS = 600_000;
const REMEMBERED = 20_000;

/** When users were online last, so that those who are away for long cost no connection to their mailbox. */
export class Attendance {
  readonly #o: AttendanceParts;
  /** Wall time at which it was noted, ms. */
  readonly #noted = new Recent<string, number>(REMEMBERED);

  constructor(parts: AttendanceParts) {
    this.#o = parts;
  }

  /** Whether anybody can be absent. */
  get counts(): boolean {
    return this.#o.absentAfter !== undefined;
  }

  /** A user (bare JID) comes or goes. Rejects where the store cannot be asked. */
  async seen(user: string): Promise<void> {
    if (!this.counts) return;
    const { clock, kv } = this.#o.context;
    const now = clock.now();
    if (now - (this.#noted.get(user) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return;
    await kv.set(keyOf(user), now, KEPT_SECONDS);
    this.#noted.set(user, now);
  }

  /** Whether the owner of an account is absent. Who was never seen counts from the first question on. Rejects as `seen`. */
  async isAbsent({ id, jid }: Pick<Account, 'id' | 'jid'>): Promise<boolean> {
    const { context, absentAfter } = this.#o;
    if (absentAfter === undefined) return false;
    const { clock, kv } = context;
    const last = await kv.get<number>(keyOf(jid));
    if (last === undefined) {
      await kv.add(keyOf(jid), clock.now(), KEPT_SECONDS);
      return false;
    }
    if (clock.now() - last < absentAfter) return false;
    // Somebody may be online all the time, and neither come nor go.
    if (!(await context.presenceOf(id)).available) return true;
    await this.seen(jid);
    return false;
  }
}

/** Removes what is kept of a user (bare JID), for `Gateway.left`. */
export async function forgetAttendance(kv: KeyValue, user: string): Promise<void> {
  await kv.remove(keyOf(user));
}

function keyOf(user: string): string {
  return `seen:${user}`;
}
