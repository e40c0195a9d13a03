import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Command } from '../../../src/core/commands/command.js';
import { CommandTree } from '../../../src/core/commands/tree.js';
import { problem } from '../../../src/core/errors.js';
import { Online } from '../../../src/core/online.js';
import type { Site } from '../../../src/core/site.js';
import { parseJid } from '../../../src/xmpp/jid.js';
import { type TestStore, testStore } from '../store/support.js';
import { siteOn, siteWithout } from './support/site.js';
import { commandIn, errorIn, Talk } from './support/talk.js';

const ROMEO = 'romeo@example.org/home';

/** Two steps; it fails for good for one value, and for another one so that it can be corrected. */
const wizard: Command = {
  node: 'wizard',
  word: 'wizard',
  name: { key: 'command.help' },
  about: { key: 'command.help' },
  audience: 'anyone',
  steps: [
    {
      form: async () => ({
        title: 'One',
        formType: 'urn:example:wizard',
        fields: [
          { name: 'house', kind: 'text-single', label: 'House', required: true },
          { name: 'password', kind: 'text-private', label: 'Password' },
        ],
      }),
    },
    {
      form: async ({ values }) => ({
        title: `Two of ${values.get('house')?.[0] ?? ''}`,
        fields: [{ name: 'friend', kind: 'jid-single', label: 'Friend', required: true }],
      }),
    },
  ],
  async run({ values }) {
    const friend = values.get('friend')?.[0];
    if (friend === 'tybalt@example.org') return { problem: problem('register-timeout') };
    if (friend === 'paris@example.org')
      return { problem: problem('register-conflict', { field: 'Friend', value: 'Paris' }) };
    return { notes: [{ type: 'info', text: `${values.get('house')?.[0]} ${values.get('password')?.[0]} ${friend}` }] };
  },
};

describe('ad-hoc commands', () => {
  let store: TestStore;
  before(async () => {
    store = await testStore();
  });
  after(async () => await store.close());

  const newSite = (parts: Partial<Site> = {}) => siteOn(store.store, parts);
  const newTalk = (site = newSite()) => new Talk(site, [wizard]);

  async function begin(talk: Talk): Promise<string> {
    const answer = commandIn(await talk.command(ROMEO, 'node="wizard"', undefined, true));
    assert.equal(answer.attrs.status, 'executing');
    assert.notEqual(answer.attrs.sessionid, '');
    return answer.attrs.sessionid ?? '';
  }

  it('go on and back through their steps, and remember what was filled in, but for secrets', async () => {
    const talk = newTalk();
    const session = await begin(talk);
    const of = (action: string) => `node="wizard" sessionid="${session}" action="${action}"`;
    const filled = { house: 'Montague', password: 'sesame' };
    const two = commandIn(await talk.command(ROMEO, of('next'), filled, true));
    assert.equal(two.getChild('x', 'jabber:x:data')?.getChildText('title'), 'Two of Montague');
    const actions = two.getChild('actions');
    assert.equal(actions?.attrs.execute, 'complete');
    assert.deepEqual(
      actions?.elements().map(({ name }) => name),
      ['prev', 'complete'],
    );

    const one = commandIn(await talk.command(ROMEO, of('prev'), undefined, true));
    const fields = one.getChild('x', 'jabber:x:data')?.getChildren('field') ?? [];
    const shown = (name: string) => fields.find(({ attrs }) => attrs.var === name)?.getChildText('value');
    assert.equal(shown('house'), 'Montague');
    assert.equal(shown('password'), undefined);
    assert.deepEqual(
      one
        .getChild('actions')
        ?.elements()
        .map(({ name }) => name),
      ['next'],
    );

    await talk.command(ROMEO, of('execute'), filled, true);
    const end = commandIn(await talk.command(ROMEO, of('execute'), { friend: 'juliet@example.org' }, true));
    assert.equal(end.attrs.status, 'completed');
    assert.equal(end.getChildText('note'), 'Montague sesame juliet@example.org');
  });

  it('land on another process in the middle', async () => {
    const site = newSite();
    const session = await begin(newTalk(site));
    const other = newTalk({ ...site, stores: await store.again() });
    const attributes = `node="wizard" sessionid="${session}"`;
    await other.command(ROMEO, attributes, { house: 'Montague' }, true);
    const again = newTalk(site);
    const end = commandIn(await again.command(ROMEO, attributes, { friend: 'juliet@example.org' }, true));
    assert.equal(end.attrs.status, 'completed');
  });

  it('refuse an action that a step does not allow, and a form that is another one; the session goes on', async () => {
    const talk = newTalk();
    const attributes = `node="wizard" sessionid="${await begin(talk)}"`;
    const bad = async (more: string, filled?: Readonly<Record<string, string>>) =>
      errorIn(await talk.command(ROMEO, `${attributes} ${more}`, filled, true)).names;
    assert.deepEqual(await bad('action="complete"', { house: 'Montague' }), ['bad-request', 'bad-action']);
    assert.deepEqual(await bad('action="prev"'), ['bad-request', 'bad-action']);
    assert.deepEqual(await bad('action="next"', { FORM_TYPE: 'urn:example:other', house: 'x' }), [
      'bad-request',
      'bad-payload',
    ]);
    const { type, names, text } = errorIn(await talk.command(ROMEO, attributes, { house: '' }, true));
    assert.deepEqual([type, ...names], ['modify', 'bad-request', 'bad-payload']);
    assert.equal(text, 'House: a value is needed.');
    await talk.command(ROMEO, attributes, { house: 'Montague' }, true);
    const wrong = errorIn(await talk.command(ROMEO, attributes, { friend: '@' }, true));
    assert.equal(wrong.text, 'Friend: @ is not an address. Write one such as juliet@example.org.');
  });

  it('that fail are completed with an error note; what another value would mend can be sent again', async () => {
    const talk = newTalk();
    const attributes = `node="wizard" sessionid="${await begin(talk)}"`;
    await talk.command(ROMEO, attributes, { house: 'Montague' }, true);
    const taken = errorIn(await talk.command(ROMEO, attributes, { friend: 'paris@example.org' }, true));
    assert.deepEqual(taken.names, ['bad-request', 'bad-payload']);
    assert.match(taken.text, /^Friend: Paris belongs to another user/);
    const end = commandIn(await talk.command(ROMEO, attributes, { friend: 'tybalt@example.org' }, true));
    assert.equal(end.attrs.status, 'completed');
    assert.equal(end.getChild('note')?.attrs.type, 'error');
    const over = errorIn(await talk.command(ROMEO, attributes, { friend: 'juliet@example.org' }, true));
    assert.deepEqual([over.type, ...over.names], ['cancel', 'not-allowed', 'session-expired']);
  });

  it('are cancelled at any step, once', async () => {
    const talk = newTalk();
    const attributes = `node="wizard" sessionid="${await begin(talk)}"`;
    const cancelled = commandIn(await talk.command(ROMEO, `${attributes} action="cancel"`, undefined, true));
    assert.equal(cancelled.attrs.status, 'canceled');
    assert.equal(cancelled.elements().length, 0);
    const over = errorIn(await talk.command(ROMEO, `${attributes} action="cancel"`, undefined, true));
    assert.deepEqual(over.names, ['not-allowed', 'session-expired']);
  });

  it("are nobody else's: not another user's, and not another client's", async () => {
    const talk = newTalk();
    const attributes = `node="wizard" sessionid="${await begin(talk)}" action="cancel"`;
    for (const other of ['juliet@example.org/home', 'romeo@example.org/phone']) {
      const { names } = errorIn(await talk.command(other, attributes, undefined, true));
      assert.deepEqual(names, ['bad-request', 'bad-sessionid'], other);
    }
  });

  it('end for whoever may not use the gateway any more', async () => {
    let denied = false;
    const access = (jid: string) => (denied ? problem('access-denied', { jid }) : undefined);
    const talk = newTalk(newSite({ access }));
    const attributes = `node="wizard" sessionid="${await begin(talk)}"`;
    denied = true;
    const { type, names } = errorIn(await talk.command(ROMEO, attributes, { house: 'x' }, true));
    assert.deepEqual([type, ...names], ['cancel', 'forbidden']);
    denied = false;
    assert.deepEqual(errorIn(await talk.command(ROMEO, attributes, { house: 'x' }, true)).names, [
      'not-allowed',
      'session-expired',
    ]);
  });

  it('come at most sixty times a minute from one user', async () => {
    const talk = newTalk(newSite({ clock: { ...siteWithout().clock, now: () => 1_000_000 } }));
    for (let index = 0; index < 60; index++) await talk.command(ROMEO, 'node="no-such-command"');
    const { type, names } = errorIn(await talk.command(ROMEO, 'node="help"'));
    assert.deepEqual([type, ...names], ['wait', 'resource-constraint']);
    assert.equal((await talk.command('juliet@example.org/a', 'node="help"')).attrs.type, 'result');
  });

  it('explain the gateway in ten lines', async () => {
    const site = newSite();
    const talk = new Talk(site);
    const help = async () =>
      (commandIn(await talk.command(ROMEO, 'node="help"')).getChildText('note') ?? '').split('\n');
    const before = await help();
    assert.match(before.join('\n'), /^register: /m);
    const about = site.words.text(site.gateway.registration.instructions, undefined);
    assert.ok(before[0]?.includes(about));
    await talk.ask(ROMEO, 'set', '<query xmlns="jabber:iq:register"><nick>romeo</nick></query>');
    const lines = await help();
    assert.ok(!lines[0]?.includes(about), 'who is registered knows how to register');
    assert.match(lines[0] ?? '', /A contact is an address such as/);
    assert.ok(lines.length <= 10, lines.join('\n'));
    for (const word of ['show', 'change', 'unregister', 'address', 'status']) {
      assert.match(lines.join('\n'), new RegExp(`^${word}: `, 'm'));
    }
    assert.doesNotMatch(lines.join('\n'), /announce|administrators/);
    const admin = new Talk({ ...site, isAdmin: () => true });
    assert.match(
      commandIn(await admin.command(ROMEO, 'node="help"')).getChildText('note') ?? '',
      /administrators: .*announce/,
    );
  });

  it('have words that mean one command for any one person', async () => {
    const jid = parseJid(ROMEO);
    assert.ok(jid);
    const site = newSite({ isAdmin: () => true });
    const isUnique = async () => {
      const commands = await new CommandTree(site, new Online(site)).listFor(jid);
      const words = commands.flatMap(({ word, aliases = [] }) => [word, ...aliases]);
      assert.deepEqual(words, [...new Set(words)]);
      const nodes = commands.map(({ node }) => node);
      assert.deepEqual(nodes, [...new Set(nodes)]);
    };
    await isUnique();
    await new Talk(site).ask(ROMEO, 'set', '<query xmlns="jabber:iq:register"><nick>romeo</nick></query>');
    await isUnique();
  });
});
