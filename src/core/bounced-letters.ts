import type { Envelope } from '../lanes/envelope.js';
import type { Element } from '../xmpp/element.js';
import { readError } from '../xmpp/errors.js';
import { parseJid } from '../xmpp/jid.js';
import { isOwn, readContact } from './addresses.js';
import type { Site } from './site.js';

/** Messages that are remembered after they were written, their octets at most, and for how long, ms. */
const MOST = 2048;
const MOST_OCTETS = 4 * 1024 * 1024;
const REMEMBERED_MS = 120_000;

interface Written {
  readonly envelope: Envelope;
  readonly lane: string;
  readonly until: number;
}

/**
 * Remembers for a moment what was written to the XMPP server, so that a message which comes back is not lost: its network was told
 * that it was taken, and the server's error need not hold it. It becomes a dead letter.
 */
export class BouncedLetters {
  readonly #site: Site;
  /** By id, the oldest first. */
  readonly #written = new Map<string, Written>();
  #octets = 0;

  constructor(site: Site) {
    this.#site = site;
  }

  /** A message of a network goes to the stream. What Isthmus itself says to a user is not one: errors, receipts, states. */
  wrote(envelope: Envelope, lane: string): void {
    const { stanza, kind, account } = envelope;
    if (this.#site.deadLetters === undefined || stanza === undefined || kind !== 'message' || account === '') return;
    if (!stanza.startsWith('<message') || !stanza.includes('<body')) return;
    if (this.#written.has(envelope.id)) return;
    this.#written.set(envelope.id, { envelope, lane, until: this.#site.clock.monotonic() + REMEMBERED_MS });
    this.#octets += stanza.length;
    for (const [id, { until }] of this.#written) {
      const isOver = until < this.#site.clock.monotonic();
      if (!isOver && this.#written.size <= MOST && this.#octets <= MOST_OCTETS) return;
      this.#forget(id);
    }
  }

  /** An error came for a message. Anybody may say so of what was never written to them: only the one it went to counts. */
  came(stanza: Element): void {
    const { id, from, to } = stanza.attrs;
    const written = id === undefined ? undefined : this.#written.get(id);
    const [who, ours] = [parseJid(from ?? ''), parseJid(to ?? '')];
    if (id === undefined || written === undefined || who === undefined || ours === undefined) return;
    const { envelope, lane } = written;
    if (envelope.conversation !== who.bare || isOwn(ours)) return;
    this.#forget(id);
    const contact = readContact(this.#site.gateway, ours, undefined);
    const reason = `bounced by the XMPP server: ${readError(stanza).condition}`;
    this.#site.journeys?.step(who.bare, envelope.id, 'failed', reason);
    void this.#site.deadLetters?.keepIncoming(envelope, { contact: contact.ok ? contact.contact : '', lane, reason });
  }

  #forget(id: string): void {
    this.#octets -= this.#written.get(id)?.envelope.stanza?.length ?? 0;
    this.#written.delete(id);
  }
}
