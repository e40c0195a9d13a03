import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { emailConfig } from '../../../../gateways/email/config.js';
import { emailModule } from '../../../../gateways/email/module.js';
import type { Account } from '../../../../gateways/gateway.js';
import { systemClock } from '../../../../src/clock.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { silentLog } from '../../../../src/log.js';
import { siteWithout } from '../../core/support/site.js';
import { errorIn, Talk } from '../../core/support/talk.js';
import { ADDRESS, MAILBOX } from '../../email/orders/support.js';
import { type TestStore, testStore } from '../../store/support.js';

const GATEWAY = 'email.example.org';
const ROMEO = 'romeo@example.org/home';
const JULIET = 'juliet@example.org/home';
const OF_MAILBOXES = [
  'search',
  'folders',
  'move',
  'archive',
  'delete',
  'junk',
  'not-junk',
  'drafts',
  'draft',
  'send-draft',
];

describe('commands that need a mailbox', () => {
  let store: TestStore;
  let talk: Talk;

  /** Romeo has an address of the gateway's alone, Juliet a mailbox. */
  before(async () => {
    store = await testStore();
    const config = emailConfig.parse({
      domain: GATEWAY,
      secret: 'x',
      addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:24', smtp: { host: '127.0.0.1' } },
    });
    const gateway = emailModule.create(config, { clock: systemClock, log: silentLog });
    const words = new Catalogue({ en: english }, emailModule.texts);
    talk = new Talk(siteWithout({ stores: store.store, gateway, words }));
    await register('romeo@example.org', ADDRESS);
    await register('juliet@example.org', MAILBOX);
  });
  after(async () => await store.close());

  const register = async (jid: string, { fields }: Account) =>
    await store.store.accounts.create('email', jid, { fields, secrets: {} }, 0);

  const listed = async (jid: string): Promise<readonly string[]> => {
    const query = '<query xmlns="http://jabber.org/protocol/disco#items" node="http://jabber.org/protocol/commands"/>';
    const answer = await talk.ask(jid, 'get', query);
    return answer.elements().flatMap((found) => found.elements().map(({ attrs }) => attrs.node ?? ''));
  };

  it('are shown to those who have one', async () => {
    const [help = ''] = await talk.say(JULIET, 'help');
    assert.match(help, /^search: .*folders/m);
    const nodes = await listed(JULIET);
    for (const word of OF_MAILBOXES) assert.ok(nodes.includes(`email/${word}`), word);
  });

  it('are shown to nobody else, and say why when they are asked for, before they ask anything', async () => {
    const [help = ''] = await talk.say(ROMEO, 'help');
    assert.doesNotMatch(help, /\b(?:search|folders|move|archive|drafts|sign-in)\b/);
    assert.match(help, /^send: /m);
    const nodes = await listed(ROMEO);
    for (const word of OF_MAILBOXES) {
      assert.ok(!nodes.includes(`email/${word}`), word);
      assert.match((await talk.say(ROMEO, word)).join('\n'), /^This account is an address of this gateway/, word);
    }
    assert.deepEqual(await talk.say(ROMEO, 'nonsense'), ['I do not know this word. Write help to see what I can do.']);
    const denied = errorIn(await talk.command(ROMEO, 'node="email/search"'));
    assert.ok(denied.names.includes('feature-not-implemented'));
  });
});
