import type { HoldContext, Log } from '../../gateway.js';
import { identityOf } from '../accounts/identities.js';
import { readSettings } from '../accounts/settings.js';
import { parseMailAddress, wireForm } from '../address/mail-address.js';
import { type DkimSigner, dkimSigned } from '../compose/dkim.js';
import { messageIdFor } from '../compose/message-id.js';
import { composeMdn } from '../compose/reports.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailRecord, MailRecords } from '../conversation/mail-records.js';
import { nextAttempt } from './next-attempt.js';
import type { Routes } from './routes.js';

interface ReadReportsParts {
  readonly context: HoldContext;
  readonly config: EmailConfig;
  readonly records: MailRecords;
  readonly routes: Routes;
  readonly signer: DkimSigner | undefined;
  /** Secret of Message-IDs: 32 octets. */
  readonly idKey: Buffer;
  /** The sender of a mail was told that it was read. */
  readonly told: (identity: Identity, record: MailRecord) => void;
}

/** Waits of `HoldContext.later` that belong here. */
export interface ReadReportWait {
  readonly kind: 'read-report';
  readonly account: string;
  readonly born: number;
  /** Message-ID of the mail that was read, and whom to tell. */
  readonly id: string;
  readonly notify: string;
  /** Wall time at which it was read, ms. */
  readonly at: number;
}

/** How far telling has come. `going`: it may have gone out; a process that finds this does not try again. */
type State = 'open' | 'going' | 'done';

/** For so long a mail is known to have been told of; nobody reads one again later and tells of it. */
const KEPT_SECONDS = 400 * 86_400;
/** Nobody waits longer for word of that a mail was read, ms. */
const TRIED_MS = 86_400_000;

/**
 * Tells the senders of mails that they were read (disposition notifications, RFC 8098): once for each mail, from the null sender,
 * so that nothing answers it. A provider that takes no mail from that sender gets none from another one: the null sender is a MUST
 * (RFC 8098 3), because a report under the user's name would bring bounces and answers to it. Nobody is told of that.
 */
export class ReadReports {
  readonly #o: ReadReportsParts;
  readonly #log: Log;

  constructor(parts: ReadReportsParts) {
    this.#o = parts;
    this.#log = parts.context.log;
  }

  /** The user has read a mail whose sender may know it. Never tells twice. Rejects where the store cannot be asked. */
  async tell(identity: Identity, id: string, notify: string): Promise<void> {
    const { context, records } = this.#o;
    const { account } = identity;
    const key = keyOf(records.nameOf(account, id));
    if (!(await context.kv.add(key, 'open' satisfies State, KEPT_SECONDS))) return;
    const wait: ReadReportWait = {
      kind: 'read-report',
      account: account.id,
      born: account.born,
      id,
      notify,
      at: context.clock.now(),
    };
    await this.later(wait);
  }

  /** Tries, or tries again. Rejects where it has to come again. */
  async later(wait: ReadReportWait): Promise<void> {
    const { context, config, records } = this.#o;
    const account = await context.account(wait.account);
    if (account === undefined || account.born !== wait.born) return;
    const identity = identityOf(account, config);
    const record = await records.get(account, wait.id);
    if (identity === undefined || record === undefined) return;
    const name = records.nameOf(account, wait.id);
    const key = keyOf(name);
    if ((await context.kv.get<State>(key)) !== 'open') return;
    const route = await this.#o.routes.of(identity);
    const to = parseMailAddress(wait.notify);
    if ('condition' in route || !to.ok) return;
    const address = wireForm(to.address);
    const octets = await this.#write(identity, record, address);
    if (!context.mayWrite()) throw new Error('another process may hold the lane');
    await context.kv.set(key, 'going' satisfies State, KEPT_SECONDS);
    const result = await route.pool.send({
      from: '',
      to: [{ address }],
      dsn: { notify: 'never', ret: 'HDRS', envid: name },
      octets,
      utf8: !ASCII.test(address + identity.self.address),
      mayWrite: () => context.mayWrite(),
    });
    context.metrics.count('read_reports', { result: result.kind });
    if (result.kind === 'not-now' && context.clock.now() - wait.at < TRIED_MS) {
      await context.kv.set(key, 'open' satisfies State, KEPT_SECONDS);
      const after = nextAttempt({ at: wait.at, now: context.clock.now(), noticeAfter: TRIED_MS, result });
      await context.later.schedule(key, after, wait);
      return;
    }
    await context.kv.set(key, 'done' satisfies State, KEPT_SECONDS);
    if (result.kind === 'sent') this.#o.told(identity, record);
    else this.#log.info({ result: result.kind }, 'the sender of a mail could not be told that it was read');
  }

  async #write(identity: Identity, { id, subject }: MailRecord, to: string): Promise<Uint8Array> {
    const { context, config, signer, idKey } = this.#o;
    const { self, account, domain, kind } = identity;
    const { language } = readSettings(account.fields, config);
    const now = context.clock.now();
    const octets = composeMdn({
      from: self,
      to: [{ address: to }],
      subject: context.text({ key: 'email.read-report.subject', params: { subject } }, language),
      date: now,
      messageId: messageIdFor(`read ${account.born} ${account.id} ${id}`, domain, idKey),
      originalMessageId: id,
      text: context.text({ key: 'email.read-report', params: { address: self.address, subject } }, language),
      agent: `${config.domain}; Isthmus`,
      finalRecipient: self.address,
      // The client told it when its user saw the mail; nobody asked the user (RFC 8098 3.2.6.1).
      disposition: { action: 'manual-action', sending: 'MDN-sent-automatically', type: 'displayed' },
    });
    return kind === 'address' && signer !== undefined ? await dkimSigned(octets, signer, now) : octets;
  }
}

const ASCII = /^[\x20-\x7e]*$/;

function keyOf(name: string): string {
  return `mdn:${name}`;
}
