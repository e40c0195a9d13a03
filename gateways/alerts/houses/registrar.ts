import { type Element, el } from '../../../src/xmpp/element.js';
import { readError } from '../../../src/xmpp/errors.js';
import { buildForm } from '../../../src/xmpp/forms.js';
import { NS } from '../../../src/xmpp/namespaces.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import type { Clock, Log, Neighbours, Post, Timer } from '../../gateway.js';
import { type AlertsConfig, type HouseNetwork, NETWORKS } from '../config.js';
import { letters } from '../engine/ids.js';
import type { Houses } from './houses.js';

/** Pauses before a registration that could not be made is tried again, ms; the last one for ever. */
const PAUSES_MS = [2000, 10_000, 60_000, 600_000];
/** An answer that has not come after so long will not come, ms. */
const ANSWER_MS = 20_000;

interface RegistrarParts {
  readonly accounts: AlertsConfig['accounts'];
  readonly houses: Houses;
  readonly neighbour: Neighbours;
  readonly post: (stanza: Post) => Promise<void>;
  /** Full JID that registers. */
  readonly agent: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called when a registration has come about, or is refused. */
  readonly changed: () => void;
}

interface Asked {
  readonly network: HouseNetwork;
  readonly step: 'look' | 'register';
  readonly timer: Timer;
}

/**
 * Makes the gateway a user of the other gateways of the installation, by what the config says (XEP-0077): asks whether it is one, and
 * registers where it is not or the config says something else than the last time.
 */
export class Registrar {
  readonly #parts: RegistrarParts;
  readonly #asked = new Map<string, Asked>();
  readonly #tries = new Map<HouseNetwork, number>();
  readonly #timers = new Set<Timer>();
  #closed = false;

  constructor(parts: RegistrarParts) {
    this.#parts = parts;
  }

  /** Begins with all networks that the config has an account for. */
  open(): void {
    for (const network of NETWORKS) {
      if (this.#parts.accounts[network] !== undefined) void this.#begin(network);
    }
  }

  /** Begins anew with one, which has said that we are none of its users. */
  async again(network: HouseNetwork): Promise<void> {
    await this.#parts.houses.forget(network);
    await this.#begin(network);
  }

  /** Takes an answer to a request; false: it was none of ours. */
  async hear(iq: Element): Promise<boolean> {
    const asked = this.#asked.get(iq.attrs.id ?? '');
    if (asked === undefined) return false;
    const { network, step, timer } = asked;
    if (iq.attrs.from !== this.#parts.neighbour(network)?.domain) return false;
    this.#asked.delete(iq.attrs.id ?? '');
    timer.cancel();
    if (step === 'look') await this.#looked(network, iq);
    else await this.#registered(network, iq);
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#asked.values()) timer.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#asked.clear();
  }

  async #begin(network: HouseNetwork): Promise<void> {
    const { neighbour, log, houses } = this.#parts;
    if (this.#closed) return;
    if (neighbour(network) === undefined) {
      log.error({ network }, `accounts.${network} is set, and there is no ${network} gateway: add gateways.${network}`);
      await houses.note(network, { state: 'refused', fields: '', why: 'there is no such gateway' });
      return;
    }
    await this.#ask(network, 'look', el('query', { xmlns: NS.register }));
  }

  async #looked(network: HouseNetwork, iq: Element): Promise<void> {
    const { houses, accounts } = this.#parts;
    const query = iq.getChild('query', NS.register);
    const fields = accounts[network] ?? {};
    const hash = hashOf(fields);
    const before = await houses.state(network);
    const known = before?.state === 'registered' && before.fields === hash;
    if (known && query?.getChild('registered') !== undefined) {
      await this.#done(network, hash);
      return;
    }
    const form = buildForm({
      type: 'submit',
      formType: NS.register,
      fields: Object.entries(fields).map(([name, value]) => ({ name, kind: 'text-single', values: [value] })),
    });
    await this.#ask(network, 'register', el('query', { xmlns: NS.register }, form));
  }

  async #registered(network: HouseNetwork, iq: Element): Promise<void> {
    const { houses, accounts, log, changed } = this.#parts;
    const hash = hashOf(accounts[network] ?? {});
    if (iq.attrs.type === 'result') {
      log.info({ network }, 'the alerts gateway is registered at another gateway');
      await this.#done(network, hash);
      return;
    }
    const { type, condition, text } = readError(iq);
    const why = text ?? condition;
    if (type === 'wait') {
      this.#later(network, why);
      return;
    }
    log.error(
      { network, condition },
      `the ${network} gateway refuses the registration of the alerts gateway: ${why} Correct accounts.${network} of gateways.alerts`,
    );
    await houses.note(network, { state: 'refused', fields: hash, why });
    changed();
  }

  async #done(network: HouseNetwork, fields: string): Promise<void> {
    this.#tries.delete(network);
    await this.#parts.houses.note(network, { state: 'registered', fields });
    this.#parts.changed();
  }

  async #ask(network: HouseNetwork, step: Asked['step'], query: Element): Promise<void> {
    const { neighbour, agent, clock, post } = this.#parts;
    const to = neighbour(network)?.domain ?? '';
    const type = step === 'look' ? 'get' : 'set';
    const id = `e${letters(30, [network, step, String(clock.now()), String(this.#tries.get(network) ?? 0)])}`;
    const timer = clock.after(ANSWER_MS, () => {
      this.#asked.delete(id);
      this.#later(network, 'it does not answer');
    });
    this.#asked.set(id, { network, step, timer });
    try {
      // The form may have a password.
      const secret = step === 'register' ? { secret: true as const } : {};
      await post({ id, from: agent, to, stanza: serialise(el('iq', { type, id, from: agent, to }, query)), ...secret });
    } catch (error) {
      timer.cancel();
      this.#asked.delete(id);
      this.#later(network, String(error));
    }
  }

  #later(network: HouseNetwork, why: string): void {
    if (this.#closed) return;
    const tries = this.#tries.get(network) ?? 0;
    this.#tries.set(network, tries + 1);
    const pause = PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)] ?? 0;
    this.#parts.log.warn({ network, why, pause }, 'the alerts gateway cannot register at another gateway now');
    const timer = this.#parts.clock.after(pause, () => {
      this.#timers.delete(timer);
      void this.#begin(network);
    });
    this.#timers.add(timer);
  }
}

function hashOf(fields: Readonly<Record<string, string>>): string {
  return letters(24, Object.entries(fields).sort().flat());
}
