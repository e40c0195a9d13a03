import type { HoldContext, TextRef } from '../../../gateway.js';
import { identityOf } from '../../accounts/identities.js';
import { readSettings } from '../../accounts/settings.js';
import { messageIdFor } from '../../compose/message-id.js';
import type { EmailConfig } from '../../config.js';
import type { Identity } from '../../conversation/identity.js';
import { type DirectNotice, directNotice } from '../../crypto/direct/notice.js';
import { nextAttempt } from '../../sending/next-attempt.js';
import type { Routes } from '../../sending/routes.js';
import type { DirectProfile } from './profile.js';

/** What the agent of a sender is to be told; JSON, since it may wait. */
export interface NoticeWait {
  readonly kind: 'direct-notice';
  readonly account: string;
  readonly born: number;
  readonly type: DirectNotice['type'];
  /** Who sent the object, and the Message-ID of the mail that it came in. */
  readonly sender: string;
  readonly id: string;
  readonly text: TextRef;
  /** Wall time, ms. */
  readonly at: number;
}

interface NoticesParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly profile: DirectProfile;
  readonly routes: () => Routes;
  /** Secret of names and Message-IDs: 32 octets. */
  readonly secret: Buffer;
}

/** `going`: it may have gone out; a process that finds this does not try again. */
type State = 'open' | 'going' | 'done';

const KEPT_SECONDS = 60 * 86_400;
/** After a day the agent of the sender has given the object up, ms. */
const TRIED_MS = 86_400_000;
const ASCII = /^[\x20-\x7e]*$/;

/** Tells the agents of senders how far their objects have come: each step once, from the null sender. */
export class DirectNotices {
  readonly #o: NoticesParts;

  constructor(parts: NoticesParts) {
    this.#o = parts;
  }

  /** Rejects where the store cannot be asked. */
  async tell(identity: Identity, notice: Pick<NoticeWait, 'type' | 'sender' | 'id' | 'text'>): Promise<void> {
    const { context } = this.#o;
    const { id: account, born } = identity.account;
    const wait: NoticeWait = { kind: 'direct-notice', account, born, ...notice, at: context.clock.now() };
    // What came to no end, because the process ended or might not write, is still open: whoever comes again tells it.
    await context.kv.add(this.#key(wait), 'open' satisfies State, KEPT_SECONDS);
    await this.later(wait);
  }

  /** Tries, or tries again. Rejects where it has to come again. */
  async later(wait: NoticeWait): Promise<void> {
    const { context, config } = this.#o;
    const account = await context.account(wait.account);
    const identity = account?.born === wait.born ? identityOf(account, config) : undefined;
    const key = this.#key(wait);
    if (identity === undefined || (await context.kv.get<State>(key)) !== 'open') return;
    const [octets, route] = await Promise.all([this.#write(identity, wait), this.#o.routes().of(identity)]);
    if (octets === undefined || 'condition' in route) {
      context.log.warn({ type: wait.type }, 'the agent of a sender cannot be told what became of an object');
      return;
    }
    if (!context.mayWrite()) throw new Error('another process may hold the lane');
    await context.kv.set(key, 'going' satisfies State, KEPT_SECONDS);
    const result = await route.pool.send({
      from: '',
      to: [{ address: wait.sender }],
      dsn: { notify: 'never', ret: 'HDRS', envid: this.#name(wait) },
      octets,
      utf8: !ASCII.test(wait.sender + identity.self.address),
      mayWrite: () => context.mayWrite(),
    });
    context.metrics.count('direct_notices', { type: wait.type, result: result.kind });
    const again = result.kind === 'not-now' && context.clock.now() - wait.at < TRIED_MS;
    await context.kv.set(key, (again ? 'open' : 'done') satisfies State, KEPT_SECONDS);
    if (!again) return;
    const { noticeAfter } = config.retry;
    const after = nextAttempt({ at: wait.at, now: context.clock.now(), noticeAfter, result });
    await context.later.schedule(key, after, wait);
  }

  async #write(identity: Identity, wait: NoticeWait): Promise<Uint8Array | undefined> {
    const { context, config, profile } = this.#o;
    const { type, sender, id, text } = wait;
    const now = context.clock.now();
    const [[own], trust] = await Promise.all([profile.identitiesOf(identity), profile.trustFor(sender)]);
    if (own === undefined) return undefined;
    const certificate = trust.certificateFor(sender, now);
    const { language } = readSettings(identity.account.fields, config);
    const notice: DirectNotice = {
      type,
      recipient: identity.self.address,
      sender,
      originalMessageId: id,
      messageId: this.#name(wait, identity.domain),
      text: context.text(text, language),
      agent: `${config.domain}; Isthmus`,
      at: now,
    };
    return directNotice(notice, own, 'condition' in certificate ? undefined : certificate);
  }

  #key(wait: NoticeWait): string {
    return `direct-notice:${this.#name(wait)}`;
  }

  #name({ account, born, type, sender, id }: NoticeWait, domain = 'direct'): string {
    return messageIdFor(JSON.stringify([account, born, type, sender, id]), domain, this.#o.secret);
  }
}
