import type { Archive, ArchiveKeep, HoldContext } from '../gateway.js';
import type { ConnectionOptions } from './connection/connection.js';
import { SharedParser } from './connection/shared-parser.js';
import { Leftovers } from './deliveries.js';
import { MessageIds } from './message-ids.js';
import { Outbox } from './outbox.js';
import { Record } from './record.js';
import { OccupantIds } from './rooms/occupant-id.js';
import { SharedLines } from './shared-lines.js';
import { StringPool } from './state/string-pool.js';
import { Turns } from './turns.js';

/** Settings that are the same for all sessions. */
export interface SharedSettings {
  readonly ctcp: {
    readonly version: string;
    readonly time: boolean;
    /** Answers at once, and the time after which one more may follow, ms. */
    readonly burst: number;
    readonly every: number;
    /** Where operators of networks reach the admin. */
    readonly contact?: string;
  };
  readonly longText: { readonly maxLines: number; readonly link: boolean };
  /** ms */
  readonly linger: number;
  readonly quitMessage: string;
  readonly keep: ArchiveKeep;
}

/** Name of a text that is kept as a file. */
const TEXT_NAME = 'message.txt';

/** What all sessions of a process have in common: what several users see is read, translated and handed out once. */
export class Shared implements Omit<SharedSettings, 'keep'> {
  readonly outbox: Outbox;
  readonly leftovers = new Leftovers();
  readonly lines: SharedLines;
  readonly ids = new MessageIds();
  readonly record: Record;
  readonly archive: Archive;
  readonly strings = new StringPool();
  readonly turns = new Turns();
  readonly occupantIds: OccupantIds;
  readonly ctcp: SharedSettings['ctcp'];
  readonly longText: SharedSettings['longText'];
  readonly linger: number;
  readonly quitMessage: string;
  readonly #parser = new SharedParser();
  readonly #options: (user: string, network: string) => Omit<ConnectionOptions, 'settings' | 'clock' | 'log' | 'parse'>;

  constructor(
    context: HoldContext,
    settings: SharedSettings,
    parts: {
      readonly reading: (go: boolean) => void;
      readonly options: (
        user: string,
        network: string,
      ) => Omit<ConnectionOptions, 'settings' | 'clock' | 'log' | 'parse'>;
    },
  ) {
    const { clock, log, archive } = context;
    if (archive === undefined) throw new Error('the core has given no archive');
    this.ctcp = settings.ctcp;
    this.longText = settings.longText;
    this.linger = settings.linger;
    this.quitMessage = settings.quitMessage;
    this.archive = archive;
    this.occupantIds = new OccupantIds(context.derivedKey('occupant ids'));
    this.lines = new SharedLines(clock);
    this.outbox = new Outbox({ send: (stanzas) => context.rooms(stanzas), reading: parts.reading, log });
    this.record = new Record(archive, settings.keep, this.outbox);
    this.#options = parts.options;
  }

  connectionOptions(user: string, network: string): Omit<ConnectionOptions, 'settings' | 'clock' | 'log'> {
    return { ...this.#options(user, network), parse: this.#parser.parse };
  }

  /** Keeps a long text as a file that others can open; undefined where that cannot be done. */
  async publish({ media, log }: HoldContext, user: string, text: string): Promise<string | undefined> {
    if (media === undefined) return undefined;
    const content = Buffer.from(text);
    const kept = await media.put(content, {
      name: TEXT_NAME,
      mediaType: 'text/plain',
      account: user,
      size: content.length,
    });
    if (kept.ok) return kept.file.url;
    log.warn({ reason: kept.why }, 'a long text could not be kept as a file');
    return undefined;
  }
}
