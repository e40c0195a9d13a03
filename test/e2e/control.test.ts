import assert from 'node:assert/strict';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse } from 'ltx';
import type { XmppUser } from '../../sandbox/xmpp-user.js';
import { E2eWorld } from '../support/e2e-world.js';
import { isthmus } from '../support/terminal.js';

describe('the commands of an admin at a terminal', () => {
  let world: E2eWorld;
  let user: XmppUser;
  let file: string;
  let sockets: string;
  const ask = (...args: string[]) => isthmus([...args, '--config', file]);
  before(async () => {
    world = await E2eWorld.start({ software: 'prosody' });
    const [process] = world.processes;
    if (process === undefined) throw new Error('nothing runs');
    file = process.file;
    sockets = join(process.dir, 'data', 'control');
    user = await world.registered('juliet');
    await user.send(parse(`<presence to="${world.gateway}"/>`));
    await user.waitFor(
      (stanza) => stanza.is('presence') && stanza.attrs.from === world.gateway && stanza.attrs.type === undefined,
      'the presence of the gateway',
    );
  });
  after(() => world.stop());

  it('go through a socket that only its owner can open', async () => {
    const [name = ''] = await readdir(sockets);
    assert.equal((await stat(sockets)).mode & 0o777, 0o700);
    assert.equal((await stat(join(sockets, name))).mode & 0o777, 0o600);
  });

  it('show who is registered, without secrets, as a table and as JSON', async () => {
    const table = await ask('user', 'list');
    assert.equal(table.code, 0, table.err);
    assert.match(table.out, /^JID +Gateway +Accounts/);
    assert.match(table.out, new RegExp(`^${user.bare} +sms`, 'm'));
    const json = await ask('user', 'info', user.bare, '--json');
    const { table: found } = JSON.parse(json.out);
    assert.equal(found.rows[0].gateway, 'sms');
    assert.match(found.rows[0].online, /./);
  });

  it('page through people, and find those whose JID has something in it', async () => {
    const none = await ask('user', 'list', '--filter', 'nobody-of-this-name');
    assert.equal(none.out.trim(), 'none');
    const one = await ask('user', 'list', '--filter', 'JULIET', '--json');
    assert.deepEqual(
      JSON.parse(one.out).table.rows.map(({ jid }: { jid: string }) => jid),
      [user.bare],
    );
  });

  it('show the lanes and the processes, and a verb may be cut short', async () => {
    const lanes = await ask('lane', 'l');
    assert.match(lanes.out, /^sms\.main\.0 .* up /m);
    const processes = await ask('process', 'list');
    assert.match(processes.out, / all +0\.1\.0 /);
  });

  it('say what is wrong and what to write instead', async () => {
    for (const [args, said] of [
      [['user', 'lst'], /has no verb "lst"; it has list/],
      [['user', 'info'], /needs jid: bare JID/],
      [['user', 'info', 'not a jid'], /"not a jid" is no address/],
      [['user', 'info', 'romeo@example.net'], /is not registered/],
      [['user', 'list', '--fliter', 'x'], /did you mean --filter\?/],
      [['user', 'list', '--gateway', 'fax'], /There is no gateway "fax"\. Use one of: sms/],
      [['lanes'], /did you mean lane\?/],
    ] as const) {
      const { code, err } = await ask(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, said);
    }
  });

  it('do not do what cannot be undone where nobody can be asked', async () => {
    const { code, err } = await ask('user', 'delete', user.bare);
    assert.equal(code, 2);
    assert.match(err, /Say --yes/);
    assert.match((await ask('user', 'list')).out, new RegExp(user.bare));
  });

  it('ban and lift a ban, and all that changes something is written down with who did it', async () => {
    assert.equal((await ask('ban', 'add', 'mercutio@example.net', '--reason', 'a plague', '--for', '2h')).code, 0);
    assert.match((await ask('ban', 'list')).out, /mercutio@example\.net +all +a plague/);
    assert.equal((await ask('ban', 'remove', 'mercutio@example.net')).code, 0);
    const { out } = await ask('operation', 'list');
    assert.match(out, /terminal:\w+ +ban remove +who=mercutio@example\.net +done/);
  });

  it('end sessions and remove registrations, of which the user hears', async () => {
    const ended = await ask('user', 'end-session', user.bare);
    assert.equal(ended.code, 0, ended.err);
    await user.waitFor(
      (stanza) => stanza.is('presence') && stanza.attrs.from === world.gateway && stanza.attrs.type === 'unavailable',
      'the end of the session',
    );
    const removed = await ask('user', 'delete', user.bare, '--yes');
    assert.match(removed.out, /is removed/);
    assert.match((await ask('user', 'info', user.bare)).err, /is not registered/);
  });

  it('explain where nothing runs', async () => {
    const other = `${file}.other.yaml`;
    await writeFile(
      other,
      'xmpp:\n  domain: example.org\ndataDir: ./nothing\naccess:\n  allow: [example.org]\ngateways: {}\n',
    );
    const { code, err } = await isthmus(['lane', 'list', '--config', other]);
    assert.equal(code, 2);
    assert.match(err, /does not run|has errors/);
  });

  it('leave no socket behind, and one of a dead process is removed at the next start', async () => {
    const [process] = world.processes;
    await process?.kill();
    assert.equal((await readdir(sockets)).length, 1);
    await process?.start();
    assert.equal((await readdir(sockets)).length, 1);
    assert.equal((await ask('lane', 'list')).code, 0);
    const { code } = await ask('process', 'restart', '--yes');
    assert.equal(code, 0);
  });
});
