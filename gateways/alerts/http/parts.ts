import type { Clock, GatewayMetrics, KeyValue, Log, PutResult, SharedBuckets, TextRef } from '../../gateway.js';
import type { Alert, Severity } from '../alert.js';
import type { AuditQuery } from '../audit/export.js';
import type { AuditRecord } from '../audit/record.js';
import type { Book } from '../book/book.js';
import type { Member } from '../book/person.js';
import type { Source } from '../book/source.js';
import type { AnswerEvent } from '../engine/event.js';
import type { IncidentRecord } from '../engine/incident-record.js';
import type { Listed } from '../engine/incident-shelf.js';
import type { Silences } from '../engine/silences.js';
import type { Duty } from '../people/schedule.js';
import type { Sinks } from '../sink/sinks.js';

/** What the HTTP side needs of the rest of the gateway. */
export interface HttpParts {
  /** The rules as they are now. */
  readonly book: () => Book;
  /**
   * Puts alerts into the lanes of their groups, at the route where it is named. Resolves when all of them are there, and only then is
   * their sender told so; rejects where one may not be. The same alert again does no harm.
   */
  readonly take: (alerts: readonly Alert[], route?: string) => Promise<void>;
  /** Puts the alerts of a test into the lane of its group at a route. As `take`. */
  readonly test: (alerts: readonly Alert[], route: string) => Promise<void>;
  readonly sinks: Pick<Sinks, 'list' | 'clear'>;
  /** What would become of alerts now, in lines. */
  readonly tryLive: (alerts: readonly Alert[], to: string | undefined) => Promise<readonly string[]>;
  /** Puts a message of a bot into a lane. As `take`. */
  readonly send: (message: BotMessage) => Promise<void>;
  /** Notes that a source was heard, even if it brings no alert. Undefined: there is nothing to write down. */
  readonly heard: (source: Source) => Promise<void> | undefined;
  readonly incidents: Incidents;
  readonly silences: Pick<Silences, 'list' | 'make' | 'end'>;
  readonly messages: MessageStore;
  readonly events: EventLog;
  /** Who is on call now, and the next `count` handovers; undefined: there is no such rotation. */
  readonly duties: (
    rotation: string,
    count: number,
  ) => { readonly now: Duty; readonly next: readonly Duty[] } | undefined;
  /** An address as it is shown to who may not know it: its ends. Names stay as they are. */
  readonly masked: (address: string) => string;
  /** Rows of the audit, by time; rows of one time by their ids. Read as they are taken. */
  readonly auditRows: (query: AuditQuery) => AsyncIterable<AuditRecord>;
  /** Writes down what a program did. Rejects where that cannot be kept. */
  readonly audit: (row: Omit<AuditRecord, 'id' | 'at' | 'book'>) => Promise<void>;
  /** Keeps a file of a bot; missing: there is no place for files. */
  readonly keep?: (
    octets: Uint8Array,
    file: { readonly name: string; readonly mediaType?: string; readonly bot: string },
  ) => Promise<PutResult>;
  /** What is remembered so that nothing is done twice. */
  readonly kv: Pick<KeyValue, 'get' | 'set' | 'add' | 'remove'>;
  /** How often sources and bots may come, in all processes together. */
  readonly buckets: SharedBuckets;
  /** Signs action links; the same in all processes. */
  readonly linkKey: Buffer;
  readonly newId: () => string;
  /** False while nothing new can be taken. */
  readonly hasRoom: () => boolean;
  readonly text: (ref: TextRef, lang?: string) => string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<GatewayMetrics, 'count'>;
}

/** A text of a bot, on its way to people and places. */
export interface BotMessage {
  /** Of two with the same id one is carried. */
  readonly id: string;
  /** Name of the bot. */
  readonly bot: string;
  /** Each once; its index is that of `MessageRecord.recipients`. */
  readonly to: readonly Member[];
  readonly title?: string;
  readonly text: string;
  readonly severity: Severity;
  readonly thread?: string;
  /** Id of an earlier message of the same bot. */
  readonly replyTo?: string;
  readonly files: readonly { readonly url: string; readonly name?: string }[];
  /** Wall time, ms, after which it is not worth sending. */
  readonly expires?: number;
}

/** Incidents as they are asked for and answered from outside. */
export interface Incidents {
  /** `id`: the code that stands in messages, in any case, or `<group>-<number>`. */
  find(id: string): Promise<IncidentRecord | undefined>;
  /** Those that opened before one of them, the newest first; read as they are taken. What is not known any more is left out. */
  before(last: Listed | undefined): AsyncIterable<Listed>;
  /** Resolves when the answer is in the lane of its group. */
  answer(group: string, answer: Omit<AnswerEvent, 'type'>): Promise<void>;
}

/** What has become of a message at one recipient, each more than the one before. */
export const MESSAGE_STATES = ['queued', 'held', 'sent', 'failed', 'delivered', 'seen', 'acked'] as const;

export type MessageState = (typeof MESSAGE_STATES)[number];

/** What is kept of a message that a bot has sent, for as long as the bot may ask for it. */
export interface MessageRecord {
  /** Name of the bot that may ask for it. */
  readonly bot: string;
  /** When it was taken: wall time, ms. */
  readonly at: number;
  readonly recipients: readonly RecipientRecord[];
}

/** What has become of a message at one recipient. `at`: since when, wall time, ms. */
export interface RecipientRecord {
  /** `person:alice`, or the URI of a place. */
  readonly to: string;
  readonly state: MessageState;
  readonly at: number;
  /** Of `failed` and `held`: why, for people. */
  readonly reason?: string;
}

/** What became of the messages of bots. */
export interface MessageStore {
  /** Remembers a message, all of it `queued`. The same again changes nothing. */
  open(id: string, message: Pick<MessageRecord, 'bot' | 'at'> & { readonly to: readonly string[] }): Promise<void>;
  /** Undefined: it is not known, or was forgotten. */
  read(id: string): Promise<MessageRecord | undefined>;
}

/** Something that has happened, for the programs that listen. */
export interface StreamEvent {
  /** `message`, `incident.opened` and so on: small letters and dots. */
  readonly type: string;
  /** Wall time, ms. */
  readonly at: number;
  /** Name of the route that it belongs to; only bots that may use it hear of it. */
  readonly route?: string;
  /** Name of the bot whose message it is; others do not hear of it. */
  readonly bot?: string;
  /** JSON. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Events behind a cursor, the oldest first. */
export interface EventPage {
  readonly events: readonly { readonly cursor: number; readonly event: StreamEvent }[];
  /** Where to read on. */
  readonly next: number;
  /** Events after the cursor that was asked for are not kept any more. */
  readonly lost: boolean;
}

/** What has happened, in order and for as many readers as there are: reading takes nothing away. */
export interface EventLog {
  /** The cursor of the newest event; 0: there was none. */
  head(): Promise<number>;
  /** What came after a cursor, at most `most`. */
  read(after: number, most: number): Promise<EventPage>;
}
