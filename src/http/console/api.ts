/**
 * What the console in the browser and its server say to each other, as JSON under `/console/api/`. Types only: both sides compile
 * against them. Times are ms since the epoch, durations ms. Nothing here holds a secret, or the body of a message.
 *
 * The page itself is at `/console/`, with its files beside it (`/console/app.js`); `/` leads there. Whoever is not signed in gets 401 for
 * all but `session`; a session may be over at any moment. What could not be done is a `FailureView`: 400 for what cannot be read, 403
 * for a request that did not come from the page itself or a code that is wrong, 404, 429 for too many,
 * 503 while Redis does not answer.
 */
import type { LaneView } from '../../core/operator/lanes-inside.js';
import type { ProcessView } from '../../core/operator/process-view.js';
import type { OperationProblem, OperationResult } from '../../operation.js';

export type { ProcessView } from '../../core/operator/process-view.js';

/** `GET session`: who is signed in; `POST session/code {jid}` has a code sent there; `POST session {jid, code}` signs in; `DELETE session` out. */
export interface SessionView {
  readonly jid: string;
  /** Goes into the header `X-CSRF-Token` of every request that is not a GET. */
  readonly csrf: string;
  readonly expires: number;
  /** bull-board is there, at `/queues/`. */
  readonly queues: boolean;
}

/** Of `POST session/code`: whether a code can come as a message at present. It says nothing of the JID. */
export interface CodeView {
  readonly stream: 'up' | 'down';
}

/** The answer to what could not be done; the status says the rest. */
export interface FailureView {
  readonly error: string;
}

export type { LaneView } from '../../core/operator/lanes-inside.js';

/** An outside connection: a stream to the XMPP server, binds to a carrier, a mailbox, an IRC network. */
export interface ConnectionView {
  readonly kind: 'stream' | 'network';
  readonly gateway: string;
  readonly name: string;
  readonly state: 'up' | 'down';
  readonly since: number;
  readonly reason: string;
}

/**
 * `GET live` is an event stream (SSE): `event: overview` with this at the start and within a second of a change, at most 2 a second;
 * `event: over` when the session is over, and then the stream ends. `GET overview` is the same once.
 */
export interface OverviewView {
  readonly at: number;
  readonly processes: readonly ProcessView[];
  readonly lanes: readonly LaneView[];
  readonly connections: readonly ConnectionView[];
  /** By gateway: messages of the last minute each way, registered and online people. */
  readonly gateways: readonly {
    readonly name: string;
    readonly domain: string;
    readonly registered: number;
    readonly online: number;
    readonly toNetwork: number;
    readonly toXmpp: number;
    readonly failed: number;
  }[];
  readonly deadLetters: number;
}

/** `GET history?span=1h|6h|24h|7d|30d`: sums over steps of equal length, the oldest first. */
export interface HistoryView {
  readonly from: number;
  /** Length of a step, ms. */
  readonly step: number;
  /** By gateway and direction, messages by outcome: one number a step. */
  readonly messages: readonly {
    readonly gateway: string;
    readonly direction: 'out' | 'in';
    readonly outcome: 'accepted' | 'delivered' | 'failed' | 'unknown';
    readonly counts: readonly number[];
  }[];
  /** Times from the sender's stanza to the network's acceptance, and from there to the report of delivery, ms; null where there was none. */
  readonly times: readonly {
    readonly gateway: string;
    readonly kind: 'accepted' | 'delivered';
    readonly p50: readonly (number | null)[];
    readonly p95: readonly (number | null)[];
  }[];
  /** Failures of the span by gateway and reason (stanza error condition and the gateway's own code), most first. */
  readonly reasons: readonly { readonly gateway: string; readonly reason: string; readonly count: number }[];
}

/** `GET people?gateway=&filter=&after=&size=`: registrations by pages, in the order of their JIDs. */
export interface PeopleView {
  readonly total: number;
  readonly people: readonly {
    readonly jid: string;
    readonly gateway: string;
    readonly account: string;
    readonly label: string;
    readonly since: number;
    readonly online: boolean;
    readonly banned: boolean;
    /** Their own address on the network, where there is one. */
    readonly address?: string;
  }[];
  readonly next?: string;
}

/** `GET people/JID`: one person at every gateway, no secrets. */
export interface PersonView {
  readonly jid: string;
  readonly resources: readonly string[];
  readonly accounts: readonly {
    readonly gateway: string;
    readonly account: string;
    readonly label: string;
    readonly since: number;
    readonly fields: Readonly<Record<string, string>>;
    readonly contacts: number;
    readonly waiting: number;
  }[];
  readonly ban?: { readonly reason: string; readonly since: number; readonly until?: number };
}

/** `GET journeys?jid=&contact=&id=&after=`: messages of a conversation, the newest first, each with its path. */
export interface JourneysView {
  readonly messages: readonly {
    /** The envelope's, and the stanza's where it had one. */
    readonly id: string;
    readonly stanza?: string;
    readonly gateway: string;
    readonly jid: string;
    readonly contact: string;
    readonly direction: 'out' | 'in';
    readonly steps: readonly JourneyStep[];
  }[];
  readonly next?: string;
  /** Nothing is written down here (`journeys.keep: off`). */
  readonly off?: true;
}

/** One step on the way of a message; `at` is wall time, ms. */
export interface JourneyStep {
  readonly at: number;
  readonly step:
    | 'accepted'
    | 'submitted'
    | 'taken'
    | 'delivered'
    | 'retry'
    | 'failed'
    | 'unknown'
    | 'expired'
    | 'refused';
  /** Lane, carrier's id, or why not: a sentence for the admin. */
  readonly detail?: string;
}

/** `GET letters?gateway=&after=`: messages that could not be carried and wait for the admin, the newest first. */
export interface LettersView {
  readonly total: number;
  readonly letters: readonly {
    readonly id: string;
    readonly gateway: string;
    readonly jid: string;
    readonly contact: string;
    readonly direction: 'out' | 'in';
    readonly kind: string;
    readonly at: number;
    readonly reason: string;
  }[];
  readonly next?: string;
}

/** `GET operations`: the whole table, in the language of the header `Accept-Language`; `POST operations {noun, verb, values: {name: [..]}}` runs one, answered with its result. */
export interface OperationsView {
  readonly operations: readonly {
    readonly noun: string;
    readonly verb: string;
    readonly about: string;
    readonly changes: boolean;
    readonly confirm?: string;
    readonly arguments: readonly {
      readonly name: string;
      readonly about: string;
      readonly kind: string;
      readonly choices?: readonly string[];
      readonly required: boolean;
      /** Written without its name at a terminal. */
      readonly positional?: boolean;
    }[];
  }[];
}

/** What an operation brought, or why it was not done. */
export type OperationAnswer = OperationResult | OperationProblem;

/** `GET about`: what runs here, for the last page. */
export interface AboutView {
  readonly version: string;
  readonly node: string;
  readonly redis: string;
  readonly domain: string;
}

/** `GET lanes/NAME/jobs?state=&after=`: a lane's batches as its queue keeps them, the next to be worked first; nothing can be changed here. */
export interface LaneJobsView {
  readonly lane: string;
  /** How many jobs are in each state; `parked` counts conversations that wait for their time. */
  readonly counts: Readonly<Record<'waiting' | 'active' | 'delayed' | 'parked', number>>;
  readonly jobs: readonly {
    readonly id: string;
    readonly state: 'waiting' | 'active' | 'delayed' | 'parked';
    readonly at: number;
    /** Envelopes in it. */
    readonly envelopes: number;
    /** When it is to be worked, where that is later. */
    readonly due?: number;
  }[];
  readonly next?: string;
}
