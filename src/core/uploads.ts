import type { Clock } from '../clock.js';
import type { Log } from '../log.js';
import { readDiscoInfo, readDiscoItems } from '../xmpp/disco.js';
import { type Element, el } from '../xmpp/element.js';
import {
  readSlot,
  readSlotRefusal,
  readUploadOffer,
  type Slot,
  type SlotRefusal,
  slotRequest,
} from '../xmpp/http-upload.js';
import type { IqAnswer } from '../xmpp/iq.js';
import { NS } from '../xmpp/namespaces.js';
import type { StreamRequests } from './stream-requests.js';

/** How long one answer is waited for, ms: a server may drop our requests without a word (ejabberd's mod_privilege). */
const ANSWER_MS = 5_000;
/** Items of the server that are asked what they are. */
const MOST_ITEMS = 50;
/** How long it is remembered where the service is, or that there is none, ms. */
const FOUND_MS = 3_600_000;
const NONE_MS = 600_000;
/** How long nothing is asked after something went wrong, ms. */
const REST_MS = 300_000;
const MOST_REST_MS = 86_400_000;

interface UploadFile {
  readonly name: string;
  /** Octets. */
  readonly size: number;
  readonly type: string;
}

interface UploadsParts {
  readonly requests: StreamRequests;
  /** Our domain and the server's. */
  readonly domain: string;
  readonly serverDomain: string;
  readonly clock: Clock;
  readonly log: Log;
}

interface Service {
  readonly jid: string;
  readonly maxSize: number | undefined;
}

/**
 * The upload service of the XMPP server (XEP-0363). Every request has a time-out, and after one that failed the service is
 * left alone for a while: files then go another way at once.
 */
export class Uploads {
  readonly #parts: UploadsParts;
  #service: Service | undefined;
  /** Monotonic time until which `#service` counts, also where it is undefined. */
  #knownUntil = Number.NEGATIVE_INFINITY;
  #finding: Promise<void> | undefined;
  #restUntil = Number.NEGATIVE_INFINITY;
  /** Local part of whoever asks for slots: ejabberd may let users in and no servers. */
  #requester = '';

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** A place for a file, or undefined where there is none now. Takes at most some 15 s, and that seldom. */
  async slot(file: UploadFile): Promise<Slot | undefined> {
    const { requests, clock } = this.#parts;
    // Services take no empty files.
    if (file.size === 0 || requests.ask === undefined || clock.monotonic() < this.#restUntil) return undefined;
    if (clock.monotonic() >= this.#knownUntil) {
      this.#finding ??= this.#find().finally(() => {
        this.#finding = undefined;
      });
      await this.#finding;
    }
    const service = this.#service;
    if (service === undefined || file.size > (service.maxSize ?? Number.POSITIVE_INFINITY)) return undefined;
    return await this.#request(service, file);
  }

  /** What was put into a slot did not arrive: the service is left alone for a while. */
  failed(reason: string): void {
    this.#rest(REST_MS, reason);
  }

  async #request(service: Service, file: UploadFile): Promise<Slot | undefined> {
    const answer = await this.#ask(service.jid, slotRequest(file), this.#requester);
    if (answer === undefined) return undefined;
    if (!answer.ok) {
      if (answer.failure === 'timeout') this.#rest(REST_MS, 'it does not answer requests for a slot');
      return undefined;
    }
    if (answer.iq.attrs.type === 'result') {
      const slot = readSlot(answer.iq);
      if (slot === undefined) this.#rest(REST_MS, 'its slot is not whole');
      return slot;
    }
    const refusal = readSlotRefusal(answer.iq);
    if (refusal.kind === 'forbidden' && this.#requester === '') {
      this.#requester = 'upload';
      return await this.#request(service, file);
    }
    this.#refused(service, file, refusal);
    return undefined;
  }

  #refused(service: Service, file: UploadFile, refusal: SlotRefusal): void {
    const now = this.#parts.clock.now();
    switch (refusal.kind) {
      case 'too-large':
        this.#service = { ...service, maxSize: refusal.maxSize ?? file.size - 1 };
        return;
      case 'unfit':
        return;
      case 'later':
        this.#rest(refusal.until === undefined ? REST_MS : refusal.until - now, 'it asks us to wait');
        return;
      case 'forbidden':
        this.#requester = '';
        this.#rest(REST_MS, `it does not let ${this.#parts.domain} upload (${refusal.condition})`);
        return;
      case 'failed':
        this.#rest(REST_MS, `it refuses with ${refusal.condition}`);
    }
  }

  /** Looks at the server and at its items (XEP-0363 4). */
  async #find(): Promise<void> {
    const { serverDomain, clock } = this.#parts;
    const [own, items] = await Promise.all([this.#offerOf(serverDomain), this.#itemsOf(serverDomain)]);
    const offers = await Promise.all(
      items
        .filter((jid) => jid !== serverDomain && jid !== this.#parts.domain)
        .slice(0, MOST_ITEMS)
        .map((jid) => this.#offerOf(jid)),
    );
    this.#service = [own, ...offers].find((offer) => offer !== undefined);
    this.#knownUntil = clock.monotonic() + (this.#service === undefined ? NONE_MS : FOUND_MS);
    const fields = { service: this.#service?.jid ?? 'none', maxSize: this.#service?.maxSize };
    this.#parts.log.info(fields, 'looked for the upload service of the server');
  }

  async #offerOf(jid: string): Promise<Service | undefined> {
    const answer = await this.#ask(jid, el('query', { xmlns: NS.discoInfo }), '');
    const query = answer?.ok === true ? answer.iq.getChild('query', NS.discoInfo) : undefined;
    const offer = query === undefined ? undefined : readUploadOffer(readDiscoInfo(query));
    return offer === undefined ? undefined : { jid, maxSize: offer.maxSize };
  }

  async #itemsOf(jid: string): Promise<readonly string[]> {
    const answer = await this.#ask(jid, el('query', { xmlns: NS.discoItems }), '');
    const query = answer?.ok === true ? answer.iq.getChild('query', NS.discoItems) : undefined;
    if (query === undefined) return [];
    return readDiscoItems(query).flatMap((item) => (item.node === undefined ? [item.jid] : []));
  }

  async #ask(to: string, payload: Element, local: string): Promise<IqAnswer | undefined> {
    const { requests, domain } = this.#parts;
    const from = local === '' ? domain : `${local}@${domain}`;
    return await requests.ask?.(el('iq', { type: 'get', from, to }, payload), ANSWER_MS);
  }

  #rest(ms: number, reason: string): void {
    const { clock, log } = this.#parts;
    const rest = Math.min(Math.max(ms, 1000), MOST_REST_MS);
    const resting = clock.monotonic() < this.#restUntil;
    this.#restUntil = clock.monotonic() + rest;
    if (resting) return;
    const fields = { service: this.#service?.jid, reason, restMs: Math.round(rest) };
    log.warn(fields, 'the upload service is of no use now; files go to our own store');
  }
}
