import type { Report, ReportId } from '../../gateways/gateway.js';
import type { Final, Link, NewLink } from '../store/links.js';
import { chatMessage, receipt, storeHint } from '../xmpp/messages.js';
import { serialise } from '../xmpp/serialise.js';
import { problem } from './errors.js';
import { fate } from './journey-steps.js';
import { mask } from './mask.js';
import type { Replies } from './replies.js';
import { type Site, standing } from './site.js';
import { loggedTrace } from './telemetry/trace-context.js';

/** Fates that a dead process decided and did not tell are told by another one after this time, in ms. */
const UNTOLD_AFTER = 30_000;

/**
 * Tells XMPP users what became of messages that the network had taken: a receipt (XEP-0184) when the far side says
 * that all of it was delivered, one error stanza when it failed, nothing in between.
 */
export class Fates {
  readonly #site: Site;
  readonly #replies: Replies;
  /** Fates that are being told, by record and envelope: reports of several parts may decide the same one at once. */
  readonly #telling = new Map<string, Promise<void>>();

  constructor(site: Site, replies: Replies) {
    this.#site = site;
    this.#replies = replies;
  }

  /** Remembers what messages became. Fates that were reported before the network's answer came are told at once. */
  async link(items: readonly NewLink[]): Promise<void> {
    const { stores, gateway, clock } = this.#site;
    await this.#tell(await stores.links.put(gateway.name, items, clock.now()));
  }

  /**
   * Takes a report of the network. Resolves when what follows from it is in a lane, with the id by which it was found. A
   * failure of what was delivered is only logged: a receipt cannot be taken back.
   */
  async report(report: Report): Promise<ReportId | undefined> {
    const { stores, gateway, clock, metrics, log } = this.#site;
    const result = await stores.links.report(gateway.name, report, clock.now());
    metrics.count('reports', { network: gateway.name, state: report.state, result: result.kind });
    if (result.kind === 'parked') return undefined;
    if (result.kind === 'contradiction') {
      log.info({ code: report.problem?.code }, 'the network reports the failure of a message that it has delivered');
    }
    if (result.kind === 'final') await this.#tell([result.final]);
    return result.found;
  }

  /** Tells the fates that a process decided and died before it told them. */
  async sweep(): Promise<void> {
    const { stores, gateway, clock } = this.#site;
    await this.#tell(await stores.links.untold(gateway.name, clock.now() - UNTOLD_AFTER));
  }

  /** The store gives a fate again until it knows that it was told, so what is on the way is waited for, not repeated. */
  async #tell(finals: readonly Final[]): Promise<void> {
    if (finals.length === 0) return;
    const waited: Promise<void>[] = [];
    const fresh: Final[] = [];
    for (const final of finals) {
      const telling = this.#telling.get(keyOf(final));
      if (telling === undefined) fresh.push(final);
      else waited.push(telling);
    }
    if (fresh.length > 0) {
      const telling = this.#tellAll(fresh).finally(() => {
        for (const final of fresh) this.#telling.delete(keyOf(final));
      });
      for (const final of fresh) this.#telling.set(keyOf(final), telling);
      waited.push(telling);
    }
    await Promise.all(waited);
  }

  async #tellAll(finals: readonly Final[]): Promise<void> {
    await Promise.all(finals.map((final) => this.#tellOne(final)));
    const { stores, gateway } = this.#site;
    await stores.links.told(
      gateway.name,
      finals.map(({ record }) => record),
    );
  }

  async #tellOne({ link, outcome, problem: why }: Final): Promise<void> {
    const { gateway, traffic, clock, log } = this.#site;
    // Who has ended the account has no use for it, and who registered anew has not sent the message.
    const ended = (await standing(this.#site, link.account, link.born ?? 0)) === undefined;
    traffic.fate({
      gateway: gateway.name,
      outcome: ended ? 'orphaned' : outcome,
      ...(link.at === undefined ? {} : { ms: clock.now() - link.at }),
    });
    const what = { to: mask(link.to), outcome, ended };
    log.debug({ envelope: link.envelope, ...loggedTrace(link.trace), ...what }, 'fate of a message');
    fate(this.#site, link, outcome, why);
    if (ended || (outcome === 'failed' && link.doubted)) return;
    if (outcome === 'failed') {
      const reason = why ?? problem('message-unknown');
      traffic.failed(gateway.name, reason.text.key);
      const stanza = this.#replies.error(link, reason);
      await this.#replies.enqueue(`${link.envelope}.f`, link.account, serialise(stanza));
    } else if (link.receipt && link.stanzaId !== undefined) {
      await this.#replies.enqueue(`${link.envelope}.d`, link.account, receiptFor(link, link.stanzaId));
    }
  }
}

function keyOf({ record, link }: Final): string {
  return `${record} ${link.envelope}`;
}

function receiptFor(link: Link, stanzaId: string): string {
  const address = { from: link.to, to: link.from, id: `${link.envelope}.d` };
  return serialise(chatMessage(address, undefined, receipt(stanzaId), storeHint()));
}
