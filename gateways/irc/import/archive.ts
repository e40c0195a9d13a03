import { parseJid } from '../../../src/xmpp/jid.js';
import type { Clock } from '../../gateway.js';
import type { IrcAddresses } from '../addresses.js';
import type { IrcConfig } from '../config.js';
import { Names } from '../names.js';
import type { Networks } from '../networks.js';
import { preferencesOf } from '../preferences.js';
import { type ImportedLine, RoomLines } from './lines.js';
import type { Tally } from './report.js';
import { type Query, text, whole } from './rows.js';
import type { ImportTarget } from './target.js';

interface ArchiveImportParts {
  readonly config: IrcConfig;
  readonly networks: Networks;
  readonly addresses: IrcAddresses;
  readonly salt: string;
  readonly query: Query;
  readonly target: ImportTarget;
  readonly tally: Tally;
  readonly clock: Clock;
}

/** Lines that are handed over at once. */
const BATCH = 500;

/** One room of biboumi: a channel under the name of a server. */
interface Room {
  readonly server: string;
  readonly channel: string;
  /** Its address here; undefined where there is none. */
  readonly contact: string | undefined;
  readonly lines: RoomLines;
}

/** Brings history into the archives of rooms, one room after another, by time. */
export class ArchiveImport {
  readonly #o: ArchiveImportParts;
  /** Whether something is recorded for a user on the server that is read, by owner. */
  #wishes = new Map<string, boolean>();

  constructor(parts: ArchiveImportParts) {
    this.#o = parts;
  }

  async run(): Promise<void> {
    const { config, query, tally, clock } = this.#o;
    const { keep, for: age } = config.history;
    const now = Math.floor(clock.now() / 1000);
    const oldest = keep === 0 ? now + 1 : Math.floor(now - age / 1000);
    const within = `date_ BETWEEN ${oldest} AND ${now}`;
    for await (const row of query(`SELECT count(*) AS n FROM muclogline_ WHERE NOT (${within})`)) {
      const what = keep === 0 ? 'line of history: history.keep is 0' : 'line of history older than history.for';
      tally.left(what, '', whole(row, 'n') ?? 0);
    }
    if (keep === 0) return;
    const order = 'ircservername_, ircchanname_, date_, id_';
    const columns = 'owner_, ircservername_, ircchanname_, date_, nick_, body_';
    let room: Room | undefined;
    for await (const row of query(`SELECT ${columns} FROM muclogline_ WHERE ${within} ORDER BY ${order}`)) {
      const [server, channel] = [text(row, 'ircservername_'), text(row, 'ircchanname_')];
      if (room?.server !== server || room.channel !== channel) {
        if (room !== undefined) await this.#keep(room);
        if (room?.server !== server) this.#wishes = new Map();
        room = { server, channel, contact: this.#contactOf(server, channel), lines: new RoomLines(keep) };
      }
      if (room.contact === undefined) {
        tally.left('line of history of a room that has no address here', server);
      } else if (text(row, 'body_') !== '') {
        const jid = parseJid(text(row, 'owner_'))?.bare ?? '';
        if (await this.#isRecorded(jid, server)) room.lines.add(row, jid);
        else tally.left('line of history of a user for whom nothing is recorded here', server);
      }
    }
    if (room !== undefined) await this.#keep(room);
  }

  #contactOf(server: string, channel: string): string | undefined {
    const { addresses, networks, config } = this.#o;
    if (config.fixedServer !== undefined && networks.nameOfHost(server) !== config.fixedServer) return undefined;
    const contact = addresses.contactOf(channel, server);
    const read = addresses.parse(contact);
    return read.ok && addresses.kindOf(read.address) === 'room' ? read.address : undefined;
  }

  async #isRecorded(jid: string, server: string): Promise<boolean> {
    const known = this.#wishes.get(jid);
    if (known !== undefined) return known;
    const { config, networks, salt, target } = this.#o;
    const accounts = jid === '' ? [] : await target.accounts(jid);
    const labelled = (label: string | undefined) => accounts.find((account) => account.label === label);
    const own = labelled(server) ?? labelled(networks.nameOfHost(server));
    const found = networks.find(server, own);
    const recorded =
      jid !== '' &&
      found.ok &&
      preferencesOf({
        config,
        settings: found.settings,
        person: { jid, salt },
        accounts: { defaults: labelled(''), own },
      }).record;
    this.#wishes.set(jid, recorded);
    return recorded;
  }

  /** Lines that are older than what a room has here could only stand behind it; they are left, as are those of an earlier import. */
  async #keep({ server, contact, lines }: Room): Promise<void> {
    const { config, addresses, salt, target, tally } = this.#o;
    if (contact === undefined || lines.count === 0) return;
    const { history, domain } = config;
    const keep = { most: history.keep, seconds: Math.max(1, Math.floor(history.for / 1000)) };
    const newest = (await target.newest(contact)) ?? 0;
    const names = new Names(domain, addresses, server);
    let batch: ImportedLine[] = [];
    let taken = 0;
    for (const line of lines.newest(names, contact, salt)) {
      if (line.at > newest) taken += 1;
      else tally.lines.there += 1;
      // Those of the newest second may be in or not, if an import was interrupted.
      if (line.at < newest - (newest % 1000)) continue;
      batch.push(line);
      if (batch.length < BATCH) continue;
      await target.append(contact, batch, keep);
      batch = [];
    }
    await target.append(contact, batch, keep);
    tally.lines.taken += taken;
    if (taken > 0) tally.rooms += 1;
    tally.left('line of history beyond history.keep of its room', server, Math.max(0, lines.count - history.keep));
  }
}
