import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { emailConfig } from '../../../../gateways/email/config.js';
import { Gate } from '../../../../gateways/email/imap/gate.js';
import { Access, serverRules } from '../../../../gateways/email/mailboxes/access.js';
import { Mailboxes } from '../../../../gateways/email/mailboxes/mailboxes.js';
import { PausedHosts } from '../../../../gateways/email/mailboxes/paused-hosts.js';
import { UserWalk } from '../../../../gateways/email/mailboxes/user-walk.js';
import type { Inbox } from '../../../../gateways/email/receiving/inbox.js';
import type { SentElsewhere } from '../../../../gateways/email/sending/sent-elsewhere.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account } from '../../../../gateways/gateway.js';
import { type ScriptedImap, startScriptedImap } from '../../../../sandbox/imap-script.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { TestContext } from '../../../conformance/context.js';
import { until } from '../../../support/until.js';
import { type TestStore, testStore } from '../../store/support.js';

const JID = 'mercutio@example.org';
/** In this time a login follows for which all is there. */
const SETTLED_MS = 200;
const config = emailConfig.parse({
  domain: 'email.example.org',
  ownMailboxes: { allowNetworks: ['127.0.0.0/8'], plain: true },
});

/** The core with a store of secrets that takes its time. */
class SlowContext extends TestContext {
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

describe('the mailboxes of a lane', () => {
  let imap: ScriptedImap;
  let store: TestStore;
  before(async () => {
    [imap, store] = await Promise.all([startScriptedImap(), testStore()]);
  });
  after(async () => {
    await imap.stop();
    await store.close();
  });

  const account = (id: string, rev: number): Account => ({
    id,
    jid: JID,
    label: '',
    born: 3,
    rev,
    since: 0,
    fields: {
      email: 'mercutio@example.net',
      'found-kind': 'mailbox',
      'found-imap': `none://127.0.0.1:${imap.port}`,
      'found-smtp': 'none://127.0.0.1:9',
      'found-user': 'mercutio',
      'found-smtp-user': 'mercutio',
    },
  });
  const logins = (): readonly string[] => imap.commands.filter((command) => command.includes('LOGIN'));
  const world = () => {
    const words = new Catalogue({ en: english }, emailTexts);
    const context = new SlowContext('email.0', store.store.kv('email'), store.store.rates, words);
    const mailboxes = new Mailboxes({
      context,
      config,
      // No mail comes to these.
      inbox: {} as Inbox,
      sentElsewhere: {} as SentElsewhere,
      access: new Access({
        context,
        config,
        rules: serverRules(config),
        paused: new PausedHosts(context.kv),
        tokens: () => assert.fail('nobody signs in'),
      }),
      gate: new Gate(10),
      walk: new UserWalk(context.clock),
      isOurs: () => true,
      signIn: async () => undefined,
      changed: () => undefined,
    });
    return { context, mailboxes };
  };

  it('are one for each account, however quickly it changes', async (t) => {
    const { context, mailboxes } = world();
    t.after(() => mailboxes.close());
    const before = logins().length;
    context.pauses.set(1, 200);
    for (const rev of [1, 2]) {
      context.known = [account('quick', rev)];
      mailboxes.changed([JID]);
      await until(() => context.lookups.includes(rev), `the question for the secrets of revision ${rev}`);
    }
    await until(() => context.lookedUp.length === 2 && logins().length > before, 'a login');
    await delay(SETTLED_MS);
    assert.equal(mailboxes.all().length, 1);
    assert.deepEqual(
      logins()
        .slice(before)
        .map((command) => /password \d/.exec(command)?.[0]),
      ['password 2'],
    );
  });

  it('are none for an account that has ended while its mailbox was opened', async (t) => {
    const { context, mailboxes } = world();
    t.after(() => mailboxes.close());
    const before = logins().length;
    context.pauses.set(1, 200);
    context.known = [account('gone', 1)];
    mailboxes.changed([JID]);
    await until(() => context.lookups.length > 0, 'the question for the secrets');
    context.known = [];
    mailboxes.changed([JID]);
    await until(() => context.lookedUp.length > 0, 'the secrets');
    await delay(SETTLED_MS);
    assert.deepEqual(mailboxes.all(), []);
    assert.equal(logins().length, before);
  });
});
