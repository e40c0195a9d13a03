import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Gateway, RegistrationField } from '../../../gateways/gateway.js';
import { Registration } from '../../../src/core/registration.js';
import { type TestStore, testStore } from '../store/support.js';
import { siteOn } from './support/site.js';
import { Talk } from './support/talk.js';

const ROMEO = 'romeo@example.org/home';

/** A field of several lines, as the commands that follow a connection are. */
const choice: RegistrationField = {
  name: 'x-side',
  kind: 'list-single',
  label: { key: 'accounts.account' },
  required: false,
  initial: 'l',
  options: [{ value: 'l', label: { key: 'command.yes' } }],
  needless: (values) => values.get('x-lines') === '',
};

const lines: RegistrationField = {
  name: 'x-lines',
  kind: 'text-multi',
  label: { key: 'accounts.account' },
  required: false,
};

describe('a registration form with a field of several lines', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  function newSite() {
    const site = siteOn(store.store);
    const { registration } = site.gateway;
    const gateway: Gateway = Object.assign(Object.create(site.gateway), {
      registration: { ...registration, fields: [...registration.fields, lines, choice] },
    });
    return { ...site, gateway };
  }

  async function registered() {
    const site = newSite();
    const talk = new Talk(site);
    const submitted = `<query xmlns="jabber:iq:register"><x xmlns="jabber:x:data" type="submit">
      <field var="nick"><value>romeo</value></field>
      <field var="x-lines"><value>MODE {nick} +x </value><value/><value>JOIN #a</value></field></x></query>`;
    await talk.ask(ROMEO, 'set', submitted);
    return { site, talk };
  }

  it('takes each line as a value of its own and shows it so again (XEP-0004 3.3)', async () => {
    const { site } = await registered();
    const { account, fields } = await new Registration(site).view('romeo@example.org', undefined);
    assert.equal(account?.fields['x-lines'], 'MODE {nick} +x\n\nJOIN #a');
    assert.deepEqual(fields.find(({ name }) => name === 'x-lines')?.values, ['MODE {nick} +x', '', 'JOIN #a']);
  });

  it('takes the lines of one message in a chat, and shows them when they are asked for again', async () => {
    const { talk } = await registered();
    const says = async (...texts: readonly string[]) => {
      let last = '';
      for (const text of texts) last = (await talk.say(ROMEO, text)).at(-1) ?? '';
      return last;
    };
    assert.match(await says('change', 'romeo', '-'), /Now: MODE \{nick\} \+x, JOIN #a/);
    await says('JOIN #b\nJOIN #c', '1');
    assert.match(await says('show'), /JOIN #b, JOIN #c\n.*: yes$/, 'a choice is shown in words');
  });

  it('is welcomed with what the user is on the network, where the gateway knows', async () => {
    const { site: known, talk: plain } = await registered();
    const welcomed = (talk: Talk) => talk.sent.flatMap((stanza) => stanza.getChildText('body') ?? []).join();
    assert.match(welcomed(plain), /^You are registered with \S+\. Write to /);
    const ownAddress = ({ fields }: { readonly fields: Readonly<Record<string, string>> }) =>
      `${fields.nick}@net.example`;
    const gateway: Gateway = Object.assign(Object.create(known.gateway), { ownAddress });
    const talk = new Talk({ ...known, gateway });
    await talk.ask('paris@example.org/a', 'set', '<query xmlns="jabber:iq:register"><nick>paris</nick></query>');
    assert.match(welcomed(talk), /^You are registered with \S+, as paris@net\.example\. Write to /);
  });

  it('neither asks in a chat for what says nothing, nor shows it', async () => {
    const { talk } = await registered();
    for (const text of ['change', 'romeo', '-']) await talk.say(ROMEO, text);
    assert.match((await talk.say(ROMEO, '-')).at(-1) ?? '', /^Your registration with .* is changed/);
    assert.doesNotMatch((await talk.say(ROMEO, 'show')).at(-1) ?? '', /: yes$/m);
  });
});
