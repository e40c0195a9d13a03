import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type TestStore, testStore } from '../store/support.js';
import { DOMAIN, siteOn } from './support/site.js';
import { commandIn, errorIn, Talk } from './support/talk.js';

const ROMEO = 'romeo@example.org/home';
const BARE = 'romeo@example.org';

describe('the commands for several accounts', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  async function registered(nick: string) {
    const site = siteOn(store.store);
    const talk = new Talk(site);
    await talk.ask(ROMEO, 'set', `<query xmlns="jabber:iq:register"><nick>${nick}</nick></query>`);
    const says = async (...texts: readonly string[]) => {
      let last = '';
      for (const text of texts) last = (await talk.say(ROMEO, text)).at(-1) ?? '';
      return last;
    };
    const labels = async () => {
      const user = await store.store.accounts.of(site.gateway.name, BARE);
      return { all: user?.all.map(({ label }) => label), default: user?.default.label };
    };
    return { site, talk, says, labels };
  }

  it('add one by its name and what the gateway asks for', async () => {
    const { says, labels } = await registered('one');
    assert.match(await says('add-account'), /small letters, digits and hyphens[\s\S]*Name of the account$/);
    assert.match(await says('Work!'), /^An account cannot be called "Work!"/);
    assert.match(await says('work'), /Nick$/);
    assert.match(await says('one'), /Password/);
    assert.match(await says('-'), /^Nick: one belongs to another account of yours already/);
    assert.equal(await says('one-w', '-'), `The account ${DOMAIN}/work is added.`);
    assert.deepEqual(await labels(), { all: ['', 'work'], default: '' });
    assert.match(await says('add-account work'), /^You have an account "work" already/);
    await says('cancel');
    assert.match(
      await says('accounts'),
      new RegExp(`Account: ${DOMAIN}, Default: yes[\\s\\S]*${DOMAIN}/work, Default: no`),
    );
  });

  it('change, choose and remove one', async () => {
    const { says, labels, site } = await registered('two');
    await says('add-account work', 'two-w', '-');
    assert.match(await says('change-account 2'), /Now: two-w/);
    assert.equal(await says('two-x', '-'), `The account ${DOMAIN}/work is changed.`);
    const user = await store.store.accounts.of(site.gateway.name, BARE);
    assert.deepEqual(
      user?.all.map(({ fields }) => fields.nick),
      ['two', 'two-x'],
    );
    assert.match(await says(`default-account ${DOMAIN}/work`), /new contacts goes through .*\/work\.$/);
    assert.deepEqual(await labels(), { all: ['', 'work'], default: 'work' });
    assert.match(await says('remove-account 1'), new RegExp(`Remove ${DOMAIN} with its data\\?`));
    assert.equal(await says('no'), 'Nothing was changed.');
    assert.equal(await says('remove-account 1', 'yes'), `The account ${DOMAIN} is removed.`);
    assert.deepEqual(await labels(), { all: ['work'], default: 'work' });
    assert.match(await says('remove-account 1', 'yes'), /^You are no longer registered/);
    assert.deepEqual(await labels(), { all: undefined, default: undefined });
  });

  it('pin one to a contact, and unpin it', async () => {
    const { talk, says, site } = await registered('three');
    await says('add-account work', 'three-w', '-');
    const pins = () => store.store.pins.list(site.gateway.name, BARE);
    assert.equal(await says('pin juliet', '2'), `What you write to juliet goes through ${DOMAIN}/work.`);
    assert.deepEqual([...(await pins())], [['juliet', 'work']]);
    const listed = commandIn(await talk.command(ROMEO, 'node="accounts"')).getChild('x', 'jabber:x:data');
    const values = (listed?.getChildren('item') ?? []).map((item) =>
      item.getChildren('field').map((field) => field.getChildText('value')),
    );
    assert.equal(values[1]?.[3], `juliet@${DOMAIN}`);
    assert.equal(await says('unpin juliet'), 'juliet has no fixed account any more.');
    assert.equal((await pins()).size, 0);
    assert.equal(await says('unpin juliet'), 'juliet had no fixed account.');
  });

  it('show the account that was chosen in the next step of an ad-hoc command, and refuse one that is none', async () => {
    const { talk, says } = await registered('four');
    await says('add-account work', 'four-w', '-');
    const node = 'node="accounts/change-account"';
    const { attrs } = commandIn(await talk.command(ROMEO, node));
    const session = `${node} sessionid="${attrs.sessionid}"`;
    const wrong = errorIn(await talk.command(ROMEO, session, { 'account-address': `${DOMAIN}/home` }));
    assert.deepEqual(wrong.names, ['bad-request', 'bad-payload']);
    const form = commandIn(await talk.command(ROMEO, session, { 'account-address': `${DOMAIN}/work` }));
    const fields = form.getChild('x', 'jabber:x:data')?.getChildren('field') ?? [];
    assert.equal(fields.find((field) => field.attrs.var === 'nick')?.getChildText('value'), 'four-w');
  });
});
