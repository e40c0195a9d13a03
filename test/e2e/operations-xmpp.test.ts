import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { attribute, connectUser, type XmppUser } from '../../sandbox/xmpp-user.js';
import { type Filled, runCommand } from '../support/ad-hoc.js';
import { E2eWorld } from '../support/e2e-world.js';
import { sharedXmpp } from '../support/shared.js';
import { until } from '../support/until.js';

const COMMANDS = 'http://jabber.org/protocol/commands';

describe('operations over XMPP', () => {
  let world: E2eWorld;
  let admin: XmppUser;
  let romeo: XmppUser;
  before(async () => {
    const xmpp = await sharedXmpp('prosody');
    const prince = await xmpp.newUser('prince');
    const access = { allow: [xmpp.domain], admins: [prince.jid] };
    world = await E2eWorld.start({ software: 'prosody', xmpp, config: { access } });
    admin = await connectUser(prince);
    romeo = await world.registered('romeo');
  });
  after(async () => {
    await admin?.close();
    await world?.stop();
  });

  const run = async (name: string, filled?: Filled) =>
    await runCommand(admin, world.gateway, `isthmus/${name}`, filled);
  const nodesFor = async (user: XmppUser) => {
    const items = await user.request(
      `<iq type="get" to="${world.gateway}"><query xmlns="http://jabber.org/protocol/disco#items" node="${COMMANDS}"/></iq>`,
    );
    return (items.getChild('query')?.getChildren('item') ?? []).map((item) => attribute(item, 'node') ?? '');
  };

  it('are listed to admins, and neither listed nor done for others', async () => {
    const nodes = await nodesFor(admin);
    for (const name of ['user-list', 'ban-add', 'lane-list', 'process-restart', 'operations']) {
      assert.ok(nodes.includes(`isthmus/${name}`), name);
    }
    assert.deepEqual(
      (await nodesFor(romeo)).filter((node) => node.startsWith('isthmus/')),
      [],
    );
    const refused = await romeo.request(
      `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="isthmus/user-list"/></iq>`,
    );
    const error = refused.getChild('error');
    assert.ok(error?.getChild('forbidden') !== undefined, refused.toString());
    assert.equal(attribute(error, 'type'), 'cancel');
    assert.match(error.getChildText('text') ?? '', /Only administrators of/);
  });

  it('ask by fields for what they take, and answer with a table', async () => {
    const asked = await admin.request(
      `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="isthmus/user-list"/></iq>`,
    );
    const form = asked.getChild('command')?.getChild('x', 'jabber:x:data');
    const kinds = new Map(
      (form?.getChildren('field') ?? []).map((one) => [attribute(one, 'var'), attribute(one, 'type')]),
    );
    assert.equal(kinds.get('filter'), 'text-single');
    assert.equal(kinds.get('online'), 'boolean');
    const { rows } = await run('user-list', { filter: romeo.bare, size: '5', online: '0' });
    assert.deepEqual(
      rows.map((row) => [row.get('jid'), row.get('gateway'), row.get('accounts')]),
      [[romeo.bare, 'sms', '1']],
    );
    assert.match(rows[0]?.get('since') ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const lanes = await run('lane-list');
    assert.equal(lanes.rows.find((row) => row.get('name') === 'sms.main.0')?.get('state'), 'up');
  });

  it('say what is wrong with a value, and take a better one', async () => {
    const begun = await admin.request(
      `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="isthmus/user-list"/></iq>`,
    );
    const begunWith = begun.getChild('command');
    assert.ok(begunWith);
    const session = attribute(begunWith, 'sessionid');
    const send = async (size: string) =>
      await admin.request(
        `<iq type="set" to="${world.gateway}"><command xmlns="${COMMANDS}" node="isthmus/user-list" sessionid="${session}" action="complete"><x xmlns="jabber:x:data" type="submit"><field var="size"><value>${size}</value></field></x></command></iq>`,
      );
    const wrong = (await send('many')).getChild('error');
    assert.ok(wrong?.getChild('bad-payload', COMMANDS), String(wrong));
    assert.match(wrong?.getChildText('text') ?? '', /size: "many" is no number/);
    const done = (await send('10')).getChild('command');
    assert.ok(done);
    assert.equal(attribute(done, 'status'), 'completed');
  });

  it('do what they say, and write down who did it', async () => {
    await run('ban-add', { who: romeo.bare, reason: 'spam' });
    await romeo.send(`<message to="${world.jidOf(world.newPhone())}" type="chat" id="b1"><body>x</body></message>`);
    const error = await romeo.waitFor((stanza) => attribute(stanza, 'id') === 'b1', 'the error');
    assert.ok(error.getChild('error')?.getChild('forbidden'), error.toString());
    const { notes } = await run('ban-remove', { who: 'nobody@example.org' });
    assert.match(notes[0] ?? '', /^Nothing was done: There is no such ban of nobody@example\.org/);
    await run('ban-remove', { who: romeo.bare });
    const { rows } = await run('operation-list', { size: '20' });
    assert.deepEqual(
      rows
        .filter((row) => row.get('outcome') === 'done')
        .map((row) => [row.get('actor'), row.get('operation'), row.get('values')]),
      [
        [admin.bare, 'ban remove', `who=${romeo.bare}`],
        [admin.bare, 'ban add', `who=${romeo.bare} reason=spam`],
      ],
    );
  });

  it('speak the language of the admin: their names, what they ask for, what they answer, and what is wrong', async () => {
    const execute = async (node: string, more = '', form = '') =>
      await admin.request(
        `<iq type="set" xml:lang="de-AT" to="${world.gateway}"><command xmlns="${COMMANDS}" node="isthmus/${node}" ${more}>${form}</command></iq>`,
      );
    const asked = (await execute('lane-pause')).getChild('command')?.getChild('x', 'jabber:x:data');
    assert.match(asked?.getChildText('title') ?? '', /^lane pause: nichts aus einer Spur herauslassen/);
    const labels = asked?.getChildren('field').map((field) => attribute(field, 'label'));
    assert.deepEqual(labels, ['Name der Spur, wie lane list ihn zeigt', 'Grund, für alle, die nach der Spur sehen']);
    const lanes = await execute('lane-list');
    const table = lanes.getChild('command')?.getChild('x', 'jabber:x:data');
    const reported = table?.getChild('reported')?.getChildren('field') ?? [];
    assert.equal(attribute(reported[0] ?? lanes, 'label'), 'Spur');
    const state = table
      ?.getChildren('item')[0]
      ?.getChildren('field')
      .find((one) => attribute(one, 'var') === 'state');
    assert.equal(state?.getChildText('value'), 'läuft');
    const begun = (await execute('lane-resume')).getChild('command');
    const none = await execute(
      'lane-resume',
      `sessionid="${begun === undefined ? '' : attribute(begun, 'sessionid')}" action="complete"`,
      '<x xmlns="jabber:x:data" type="submit"><field var="name"><value>sms.main.0</value></field></x>',
    );
    assert.match(none.toString(), /Es wurde nichts getan: sms\.main\.0 ist nicht angehalten/);
    // The record is for all admins.
    const { rows } = await run('operation-list', { size: '1' });
    assert.equal(rows[0]?.get('outcome'), 'sms.main.0 is not paused. Look at lane show sms.main.0.');
  });

  it('work in a chat by their word, which asks once more where nothing can be undone', async () => {
    const say = async (text: string) => {
      await admin.send(`<message to="${world.gateway}" type="chat"><body>${text}</body></message>`);
      return await admin.waitForText(world.gateway);
    };
    const help = await say('help');
    assert.match(help, /For administrators: .*operations/);
    assert.doesNotMatch(help, /lane-pause/);
    assert.match(await say('operations'), /^lane-pause: /m);
    assert.match(await say(`user-info ${romeo.bare}`), /Gateway: sms/);
    assert.match(await say(`user-delete ${romeo.bare}`), /^Remove the registration\?/);
    assert.match(await say('no'), /Nothing was changed/);
    assert.match(await say(`user-info ${romeo.bare}`), /Gateway: sms/);
  });

  it('do what cannot be undone only where the form says yes', async () => {
    const { notes } = await run('user-delete', { jid: romeo.bare, confirm: '0' });
    assert.deepEqual(notes, ['Nothing was changed.']);
    const done = await run('user-delete', { jid: romeo.bare, confirm: '1' });
    assert.match(done.notes[0] ?? '', /is removed/);
    const { notes: none } = await run('user-list', { filter: romeo.bare });
    assert.deepEqual(none, ['There is none.']);
  });

  it('end the process later, and not at all where it is called off', async () => {
    const [isthmus] = world.processes;
    assert.ok(isthmus);
    assert.deepEqual((await run('process-call-off', {})).notes, ['Nothing was done: Nothing was to end this process.']);
    const node = 'http://jabber.org/protocol/admin#shutdown';
    const filled = { delay: '30', announcement: 'We move to another machine' };
    const { notes } = await runCommand(admin, world.gateway, node, filled);
    assert.deepEqual(notes, ['The process ends in 30 s. Until then process call-off keeps it running.']);
    assert.deepEqual((await run('process-call-off', {})).notes, ['The process goes on running.']);
    assert.deepEqual((await run('process-call-off', {})).notes, ['Nothing was done: Nothing was to end this process.']);
    for (const delay of ['25h', '60d']) {
      const { notes: refused } = await run('process-shutdown', { delay, confirm: '1' });
      assert.deepEqual(refused, ['Nothing was done: An end may be at most 24h away. Nothing was ended.']);
    }
    assert.ok(isAlive(isthmus.pid));
  });

  it('end the process in order, with the exit code by which it is started again', async () => {
    const [isthmus] = world.processes;
    assert.ok(isthmus);
    const { pid } = isthmus;
    const { notes } = await run('process-restart', { delay: '1s', confirm: '1' });
    assert.match(notes[0] ?? '', /ends in 1 s/);
    await until(() => !isAlive(pid), 'the end of the process', 60_000);
    assert.equal((await isthmus.terminate()).code, 75);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
