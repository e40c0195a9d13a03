import type {
  Envelope,
  GatewayEvent,
  Hold,
  HoldContext,
  Outcome,
  OutsideConnection,
  RoomEvent,
  SignalEvent,
  UserEvent,
} from '../gateway.js';
import type { AliasKeeper } from './accounts/alias-keeper.js';
import type { Mailboxes } from './mailboxes/mailboxes.js';
import type { OrderDesk } from './orders/orders.js';
import type { SignIns, SignInWait } from './orders/sign-ins.js';
import type { Readings } from './reading/readings.js';
import { UserDesk } from './receiving/user-desk.js';
import type { RoomDesk } from './rooms/room-desk.js';
import type { RoomMarks } from './rooms/room-marks.js';
import type { RoomSay } from './rooms/room-say.js';
import type { NoticeWait } from './secure/direct/notices.js';
import type { SilenceWait } from './secure/direct/progress-book.js';
import type { DirectTraffic } from './secure/direct/traffic.js';
import type { Departures } from './sending/departures.js';
import type { ReadReports, ReadReportWait } from './sending/read-reports.js';
import type { SmarthostWatch } from './sending/smarthost-watch.js';
import type { DepartureWait } from './sending/waiting-mails.js';
import { troubleOf } from './trouble.js';

/** Mails that may be on their way at once. */
const WINDOW = 256;
const DRAIN_POLL_MS = 20;
/** How long mails that are being handed over may take at the end, ms. */
const DRAIN_MS = 5000;
/** How long the outcomes of mails that are cut off are waited for, ms. */
const CLOSING_MS = 500;

interface HoldParts {
  readonly context: HoldContext;
  readonly departures: Pick<Departures, 'depart' | 'later'>;
  /** What clients do in rooms, and what they say there. */
  readonly desk: Pick<RoomDesk, 'take'>;
  readonly say: Pick<RoomSay, 'say'>;
  readonly marks: Pick<RoomMarks, 'plain'>;
  readonly readings: Pick<Readings, 'signal'>;
  readonly readReports: Pick<ReadReports, 'later'>;
  /** Undefined where nobody exchanges objects with peers. */
  readonly direct: DirectTraffic | undefined;
  /** Undefined where users may have none of their own. */
  readonly mailboxes: Mailboxes | undefined;
  readonly orders: Pick<OrderDesk, 'follow'>;
  readonly users: Pick<UserDesk, 'wrote' | 'hear' | 'accounts' | 'later'>;
  readonly signIns: Pick<SignIns, 'later'>;
  /** Undefined where the gateway gives no addresses. */
  readonly aliases: AliasKeeper | undefined;
  /** What is wrong with the server that mail goes out by is told with the state of the lane. */
  readonly smarthostWatch: Pick<SmarthostWatch, 'follow'>;
  /** Aborted when the lane is given back: nothing may be written to the outside then. */
  readonly ending: AbortController;
  readonly closed: () => Promise<void>;
}

/** A submit without an outcome. */
interface OpenSubmit {
  readonly settle: (outcome: Outcome) => void;
  /** It may have had an effect. False: it has none, and gets none after the lane was given back. */
  mayBeOut: boolean;
}

/** It surely has not begun: whoever holds the lane next takes it up. */
const CLOSED: Outcome = { kind: 'retry', after: 0, reason: 'closed', scope: 'lane' };
const CUT_OFF: Outcome = { kind: 'unknown', maybeSent: true, reason: 'closed' };

/** The mail of one share of the users. */
export class EmailHold implements Hold {
  /** One at a time: a server may refuse a single mail, and the next must not overtake it then. */
  readonly depth = 1;
  readonly #o: HoldParts;
  /** Submits that have no outcome yet. */
  readonly #open = new Set<OpenSubmit>();
  readonly #unfollow: () => void;
  #closed = false;

  constructor(parts: HoldParts) {
    this.#o = parts;
    this.#unfollow = parts.smarthostWatch.follow((trouble) => {
      if (!this.#closed) parts.context.state('up', trouble);
    });
  }

  free(): number {
    return this.#closed ? 0 : Math.max(0, WINDOW - this.#open.size);
  }

  submit(envelope: Envelope<GatewayEvent>, settle: (outcome: Outcome) => void): void {
    const { event } = envelope;
    if (event === undefined || event.type !== 'message') {
      settle({ kind: 'unsupported', feature: 'notices' });
      return;
    }
    if (this.#closed || !this.#o.context.mayWrite()) {
      settle(CLOSED);
      return;
    }
    const { room, ...said } = event;
    const open = this.#begun(settle);
    const mayBeOut = (mayBe: boolean): void => {
      open.mayBeOut = mayBe;
    };
    if (room === undefined) {
      this.#o.users.wrote(envelope.account, event);
      void this.#o.departures.depart(envelope, event, mayBeOut).then(open.settle);
    } else {
      void this.#o.say.say(envelope, { ...said, room }, mayBeOut).then(open.settle);
    }
  }

  /** Mailboxes of users, all as one: there may be thousands. */
  connections(): readonly OutsideConnection[] {
    const all = this.#o.mailboxes?.all() ?? [];
    const failing = all.filter(({ trouble }) => trouble !== undefined).length;
    if (all.length === 0) return [];
    const reason = failing === 0 ? '' : `${failing} of ${all.length} cannot be read`;
    return [
      { name: `mailboxes, ${this.#o.context.lane}`, state: failing < all.length ? 'up' : 'down', since: 0, reason },
    ];
  }

  signal({ account, event }: Envelope<SignalEvent>): void {
    if (event === undefined || this.#closed) return;
    if (event.type === 'marker' && event.room === true) {
      this.#readInRoom(account, event);
      return;
    }
    this.#o.readings.signal(account, event);
    this.#o.direct?.signal(account, event);
  }

  #readInRoom(account: string, event: Extract<SignalEvent, { readonly type: 'marker' }>): void {
    this.#o.marks.plain(account, event).then(
      (plain) => plain && this.#o.readings.signal(plain.account, plain.event),
      (error: unknown) => this.#o.context.log.warn(troubleOf(error), 'what was read in a room is not known'),
    );
  }

  /** Commands give their orders this way, too. */
  room({ event }: Envelope<RoomEvent>, settle: (outcome: Outcome) => void): void {
    if (event === undefined) {
      settle({ kind: 'unsupported', feature: 'rooms' });
      return;
    }
    if (this.#closed || !this.#o.context.mayWrite()) {
      settle(CLOSED);
      return;
    }
    const open = this.#begun(settle);
    open.mayBeOut = true;
    if (event.type !== 'order') {
      void this.#o.desk.take(event).then(open.settle);
      return;
    }
    this.#o.orders.follow(event.order).then(
      (answer) => open.settle({ kind: 'accepted', parts: [], answer: JSON.stringify(answer ?? null) }),
      (error: unknown) => open.settle({ kind: 'unknown', maybeSent: true, reason: troubleOf(error).error }),
    );
  }

  async user(event: UserEvent): Promise<void> {
    if (event.type === 'presence') await this.#o.mailboxes?.seen(event.account, event.state.available);
    await this.#o.users.hear(event);
  }

  accounts(users: readonly string[] | undefined): void {
    this.#o.mailboxes?.changed(users);
    this.#o.users.accounts(users);
    this.#o.aliases?.changed(users);
  }

  async later(payload: unknown): Promise<void> {
    if (isWait<DepartureWait>(payload, 'departure')) await this.#o.departures.later(payload);
    else if (isWait<ReadReportWait>(payload, 'read-report')) await this.#o.readReports.later(payload);
    else if (UserDesk.isWait(payload)) await this.#o.users.later(payload);
    else if (isWait<SignInWait>(payload, 'sign-in')) await this.#o.signIns.later(payload);
    else if (isWait<NoticeWait>(payload, 'direct-notice')) await this.#o.direct?.later(payload);
    else if (isWait<SilenceWait>(payload, 'direct-silence')) await this.#o.direct?.later(payload);
    else this.#o.context.log.warn({}, 'a wait of an unknown kind');
  }

  async drain(signal: AbortSignal): Promise<void> {
    const mailboxes = this.#o.mailboxes?.drain(DRAIN_MS);
    while (this.#open.size > 0 && !signal.aborted) await this.#moment();
    if (!signal.aborted) await mailboxes;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#o.mailboxes?.close();
    this.#o.aliases?.close();
    // Mails that have not got to their end are cut off, and their outcomes come at once.
    this.#o.ending.abort();
    const closed = this.#o.closed();
    for (let waited = 0; this.#open.size > 0 && waited < CLOSING_MS; waited += DRAIN_POLL_MS) await this.#moment();
    for (const { settle, mayBeOut } of [...this.#open]) settle(mayBeOut ? CUT_OFF : CLOSED);
    await closed;
    this.#unfollow();
    this.#o.context.state('down', 'closed');
  }

  /** What has begun is waited for at the end, and has one outcome. */
  #begun(settle: (outcome: Outcome) => void): OpenSubmit {
    const open: OpenSubmit = {
      settle: (outcome) => {
        if (this.#open.delete(open)) settle(outcome);
      },
      mayBeOut: false,
    };
    this.#open.add(open);
    return open;
  }

  async #moment(): Promise<void> {
    await new Promise<void>((resolve) => this.#o.context.clock.after(DRAIN_POLL_MS, resolve));
  }
}

function isWait<W extends { readonly kind: string }>(payload: unknown, kind: W['kind']): payload is W {
  return typeof payload === 'object' && payload !== null && 'kind' in payload && payload.kind === kind;
}
