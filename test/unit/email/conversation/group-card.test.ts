import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { emailConfig } from '../../../../gateways/email/config.js';
import { Groups } from '../../../../gateways/email/conversation/groups.js';
import { emailModule } from '../../../../gateways/email/module.js';
import { systemClock } from '../../../../src/clock.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { english } from '../../../../src/core/text/en.js';
import { silentLog } from '../../../../src/log.js';
import { serialise } from '../../../../src/xmpp/serialise.js';
import { siteWithout } from '../../core/support/site.js';
import { Talk } from '../../core/support/talk.js';
import { type TestStore, testStore } from '../../store/support.js';
import { ADDRESS, MAILBOX } from '../orders/support.js';

const GATEWAY = 'email.example.org';
const ROMEO = 'romeo@example.org';

let store: TestStore;
before(async () => {
  store = await testStore();
});
after(async () => await store.close());

it('the card of a group names its people to the user whose account has it, whichever that is, and to nobody else', async () => {
  const config = emailConfig.parse({
    domain: GATEWAY,
    secret: 'x',
    addresses: { domain: 'mail.example.org', lmtp: '127.0.0.1:24', smtp: '127.0.0.1:25' },
  });
  const gateway = emailModule.create(config, { clock: systemClock, log: silentLog });
  const words = new Catalogue({ en: english }, emailModule.texts);
  const talk = new Talk(siteWithout({ stores: store.store, gateway, words }));
  const { accounts } = store.store;
  await accounts.create('email', ROMEO, { fields: MAILBOX.fields, secrets: {} }, 0);
  await accounts.create('email', `${ROMEO}/work`, { fields: ADDRESS.fields, secrets: {} }, 0);
  const user = await accounts.of('email', ROMEO);
  const groups = new Groups(store.store.kv('email'), config.remember);
  const people = [{ name: 'Bob', address: 'bob@example.com' }, { address: 'carol@example.com' }];
  for (const one of user?.all ?? []) {
    const whose = { name: `of ${one.label || 'the first'}`, address: `a${one.label}@example.net` };
    const contact = await groups.keep(one, [whose, ...people]);
    const card = async (who: string) =>
      serialise(await talk.ask(who, 'get', '<vCard xmlns="vcard-temp"/>', `to="${contact}@${GATEWAY}"`));
    assert.match(await card(`${ROMEO}/home`), new RegExp(`<FN>${whose.name}, Bob, carol@example\\.com</FN>`));
    assert.doesNotMatch(await card('tybalt@example.org/home'), /Bob|carol/);
  }
  assert.equal(user?.all.length, 2);
});
