import type { Timer } from '../clock.js';
import type { Element } from '../xmpp/element.js';
import { presence } from '../xmpp/presence.js';
import { mask } from './mask.js';
import type { Site } from './site.js';

/** Probes a second: enough to know an ordinary installation within seconds, too few to disturb a large one. */
const PROBES_A_SECOND = 50;

/**
 * Calls the roll of the registered users when a stream comes up: each is probed once, so that the core learns who is
 * online and who removed the gateway while it was away (XEP-0100 4.5, RFC 6121 4.3). And takes leave of those online.
 */
export class Roll {
  readonly #site: Site;
  readonly #send: (stanza: Element) => void;
  #timer: Timer | undefined;
  /** Counts the calls; a call that is not the newest any more ends. */
  #call = 0;

  constructor(site: Site, send: (stanza: Element) => void) {
    this.#site = site;
    this.#send = send;
  }

  /** The stream is up: begins to probe, those first who were online before. */
  call(): void {
    this.#call += 1;
    const call = this.#call;
    this.#walk(call).catch((error: unknown) => {
      this.#site.log.warn(
        { error: String(error) },
        'the users could not all be probed; their next presence corrects it',
      );
    });
  }

  /** The stream is lost: nobody's presence is known. */
  lost(): void {
    this.#call += 1;
    this.#site.stores.presence.clear(this.#site.gateway.name).catch((error: unknown) => {
      this.#site.log.warn({ error: String(error) }, 'the presence of users could not be forgotten');
    });
  }

  stop(): void {
    this.#call += 1;
    this.#timer?.cancel();
  }

  /** Unavailable presence of the gateway to everybody online (XEP-0100 8), as far as the time allows. */
  async goodbye(signal: AbortSignal): Promise<void> {
    this.stop();
    const { stores, gateway, log } = this.#site;
    try {
      for (let from: string | undefined = '0'; from !== undefined && !signal.aborted; ) {
        const page = await stores.presence.page(gateway.name, from);
        for (const jid of page.jids) this.#send(presence({ type: 'unavailable', from: gateway.domain, to: jid }));
        from = page.next;
      }
    } catch (error) {
      log.warn({ error: String(error) }, 'users online were not told that the gateway stops');
    }
  }

  async #walk(call: number): Promise<void> {
    const { stores, gateway } = this.#site;
    for (;;) {
      const jids = await stores.presence.takeUnknown(gateway.name, PROBES_A_SECOND);
      if (jids.length === 0) break;
      if (!(await this.#probe(call, jids))) return;
    }
    for (let from: string | undefined = '0'; from !== undefined; ) {
      const page = await stores.accounts.page(gateway.name, from, PROBES_A_SECOND);
      const allowed = page.accounts.filter(({ jid }) => this.#site.access(jid) === undefined);
      if (
        !(await this.#probe(
          call,
          allowed.map(({ jid }) => jid),
        ))
      )
        return;
      from = page.next;
    }
  }

  /** Probes in portions of one second. False when the call is over. */
  async #probe(call: number, jids: readonly string[]): Promise<boolean> {
    for (let index = 0; index < jids.length; index += PROBES_A_SECOND) {
      for (const jid of jids.slice(index, index + PROBES_A_SECOND)) {
        if (call !== this.#call) return false;
        this.#site.log.debug({ account: mask(jid) }, 'probe');
        this.#send(presence({ type: 'probe', from: this.#site.gateway.domain, to: jid }));
      }
      await new Promise<void>((resolve) => {
        this.#timer = this.#site.clock.after(1000, resolve);
      });
    }
    return call === this.#call;
  }
}
