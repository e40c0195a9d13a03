import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { emailConfig } from '../../../../gateways/email/config.js';
import { HostGates } from '../../../../gateways/email/imap/host-gates.js';
import { Access, serverRules } from '../../../../gateways/email/mailboxes/access.js';
import { Attendance } from '../../../../gateways/email/mailboxes/attendance.js';
import { Mailboxes } from '../../../../gateways/email/mailboxes/mailboxes.js';
import { PausedHosts } from '../../../../gateways/email/mailboxes/paused-hosts.js';
import { UserWalk } from '../../../../gateways/email/mailboxes/user-walk.js';
import type { Inbox } from '../../../../gateways/email/receiving/inbox.js';
import type { SentElsewhere } from '../../../../gateways/email/sending/sent-elsewhere.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account } from '../../../../gateways/gateway.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { LogBook } from '../../../support/log-book.js';
import { TestContext } from '../../../support/test-context.js';
import type { TestStore } from '../../store/support.js';

export const JID = 'mercutio@example.org';

const config = emailConfig.parse({
  domain: 'email.example.org',
  ownMailboxes: { allowNetworks: ['127.0.0.0/8'], plain: true },
});

/** The core with a store of secrets that takes its time. */
class SlowContext extends TestContext {
  readonly book = new LogBook();
  override readonly log = this.book.log;
  /** By revision of the account: how long its secrets are looked up, ms. */
  readonly pauses = new Map<number, number>();
  /** Revisions whose secrets are looked up, and were. */
  readonly lookups: number[] = [];
  readonly lookedUp: number[] = [];

  override async secretsOf(account?: Account): Promise<Readonly<Record<string, string>>> {
    const rev = account?.rev ?? 0;
    this.lookups.push(rev);
    await delay(this.pauses.get(rev) ?? 0);
    this.lookedUp.push(rev);
    return { password: `password ${account?.rev}` };
  }
}

/** An account whose mailbox is at an IMAP server on this machine. */
export function accountAt(port: number, id: string, rev: number): Account {
  return {
    id,
    jid: JID,
    label: '',
    born: 3,
    rev,
    since: 0,
    fields: {
      email: 'mercutio@example.net',
      'found-kind': 'mailbox',
      'found-imap': `none://127.0.0.1:${port}`,
      'found-smtp': 'none://127.0.0.1:9',
      'found-user': 'mercutio',
      'found-smtp-user': 'mercutio',
    },
  };
}

/** The mailboxes of a lane; no mail comes to them. */
export function openMailboxes(
  store: TestStore,
  absentAfter?: number,
): { readonly context: SlowContext; readonly mailboxes: Mailboxes } {
  const words = new Catalogue({ en: english }, emailTexts);
  const context = new SlowContext('email.0', store.store.kv('email'), store.store.rates, words);
  const mailboxes = new Mailboxes({
    context,
    config,
    inbox: {} as Inbox,
    sentElsewhere: {} as SentElsewhere,
    access: new Access({
      context,
      config,
      rules: serverRules(config),
      paused: new PausedHosts(context.kv),
      tokens: () => assert.fail('nobody signs in'),
    }),
    attendance: new Attendance({ context, absentAfter }),
    gates: new HostGates(10, 10),
    walk: new UserWalk(context.clock),
    isOurs: () => true,
    signIn: async () => undefined,
    changed: () => undefined,
  });
  return { context, mailboxes };
}
