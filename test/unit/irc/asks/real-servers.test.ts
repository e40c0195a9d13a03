import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startInspircd } from '../../../../sandbox/inspircd.js';
import { connectIrc, type IrcClient } from '../../../../sandbox/irc-client.js';
import { startNgircd } from '../../../../sandbox/ngircd.js';
import { PATIENCE_MS } from '../../../../sandbox/patience.js';
import { Asker } from './support/world.js';

const ADMIN = 'http://jabber.org/protocol/muc#admin';
const ITEMS = '<query xmlns="http://jabber.org/protocol/disco#items"/>';
const PING = '<ping xmlns="urn:xmpp:ping"/>';
const query = (...items: readonly string[]): string => `<query xmlns="${ADMIN}">${items.join('')}</query>`;
const ROOM = '#garden%net';

/** What the items of a list say of these attributes. */
const listed = (xml: string, ...names: readonly string[]): readonly string[] =>
  [...xml.matchAll(/<item [^>]*>/g)].map(([item]) =>
    names.map((name) => new RegExp(`${name}="([^"]*)"`).exec(item)?.[1] ?? '').join(' '),
  );

for (const [name, start] of [
  ['ngIRCd', startNgircd],
  ['InspIRCd', startInspircd],
] as const) {
  describe(`requests over a real ${name}`, () => {
    let server: Awaited<ReturnType<typeof start>>;
    let asker: Asker;
    let bob: IrcClient;
    before(async () => {
      server = await start();
      asker = await Asker.start(server.port);
      assert.equal((await asker.enter(ROOM, 'alice')).kind, 'accepted');
      bob = await connectIrc(server);
      await bob.register('bob', {});
      await bob.join('#garden');
      await bob.settle();
      await until(async () => listed(await asker.result('get', ROOM, ITEMS), 'name').includes('bob'));
    });
    after(async () => {
      await bob.quit();
      await asker.hold.close();
      await server.stop();
    });

    const affiliated = async (affiliation: string): Promise<readonly string[]> =>
      listed(await asker.result('get', ROOM, query(`<item affiliation="${affiliation}"/>`)), 'nick', 'role');

    it('give voices and take them back', async () => {
      assert.deepEqual(await affiliated('none'), ['bob participant']);
      assert.equal(await asker.result('set', ROOM, query('<item nick="bob" affiliation="member"/>')), '');
      assert.deepEqual(await affiliated('member'), ['bob participant']);
      assert.equal(await asker.result('set', ROOM, query('<item nick="bob" affiliation="none"/>')), '');
      assert.deepEqual(await affiliated('none'), ['bob participant']);
    });

    it('make visitors where all need a voice', async () => {
      assert.equal(await asker.error('set', ROOM, query('<item nick="bob" role="visitor"/>')), 'cancel not-allowed');
      const form =
        '<query xmlns="http://jabber.org/protocol/muc#owner"><x xmlns="jabber:x:data" type="submit">' +
        '<field var="FORM_TYPE"><value>http://jabber.org/protocol/muc#roomconfig</value></field>' +
        '<field var="muc#roomconfig_roomdesc"><value>Roses, red</value></field>' +
        '<field var="muc#roomconfig_moderatedroom"><value>MODERATED</value></field></x></query>';
      assert.equal(await asker.result('set', ROOM, form.replace('MODERATED', '1')), '');
      assert.deepEqual(await affiliated('none'), ['bob visitor']);
      assert.equal(await asker.result('set', ROOM, query('<item nick="bob" role="participant"/>')), '');
      assert.deepEqual(await affiliated('member'), ['bob participant']);
      assert.equal(await asker.result('set', ROOM, query('<item nick="bob" role="visitor"/>')), '');
      assert.deepEqual(await affiliated('none'), ['bob visitor']);
      const info = await asker.result('get', ROOM, '<query xmlns="http://jabber.org/protocol/disco#info"/>');
      assert.match(info, /<feature var="muc_moderated"\/>/);
      assert.match(info, /<value>Roses, red<\/value>/);
      assert.equal(await asker.result('set', ROOM, form.replace('MODERATED', '0')), '');
    });

    it('ban, show the ban, and take it back by its address', async () => {
      assert.deepEqual(await affiliated('outcast'), []);
      const ban = '<item nick="bob" affiliation="outcast"><reason>Enough</reason></item>';
      assert.equal(await asker.result('set', ROOM, query(ban)), '');
      const kick = await bob.waitFor(({ command }) => command === 'KICK', 'the kick');
      assert.deepEqual(kick.params, ['#garden', 'bob', 'Enough']);
      const outcasts = await asker.result('get', ROOM, query('<item affiliation="outcast"/>'));
      const [jid = ''] = listed(outcasts, 'jid');
      assert.match(jid, /%net@irc\.example\.org$/);
      bob.send('JOIN #garden');
      await bob.waitFor(({ command }) => command === '474', 'the refusal');
      assert.equal(await asker.result('set', ROOM, query(`<item jid="${jid}" affiliation="none"/>`)), '');
      assert.deepEqual(await affiliated('outcast'), []);
      await bob.join('#garden');
    });

    it('list the rooms', async () => {
      const page = await asker.result('get', 'net', ITEMS);
      const [first, ...others] = listed(page, 'jid', 'name');
      assert.equal(first, '#garden%net@irc.example.org #garden (2)');
      // ngIRCd has a room of its own.
      assert.deepEqual(others, name === 'ngIRCd' ? ['\\26server%net@irc.example.org &amp;SERVER (0)'] : []);
      assert.match(page, new RegExp(`<count>${others.length + 1}</count>`));
    });

    it('find out about people, and that nobody is there', async () => {
      const card = await asker.result('get', 'bob%net', '<vCard xmlns="vcard-temp"/>');
      assert.match(card, /<NICKNAME>bob<\/NICKNAME>/);
      assert.match(card, /<DESC>[^<]*@/);
      assert.match(await asker.result('get', 'bob%net', '<query xmlns="jabber:iq:last"/>'), /seconds="\d"/);
      const unknown = '<query xmlns="jabber:iq:last"/>';
      assert.equal(await asker.error('get', 'ghost%net', unknown), 'cancel item-not-found');
      assert.equal(await asker.error('get', 'ghost%net', PING), 'cancel item-not-found');
    });

    it('ask programs, and are asked', async () => {
      const answer = asker.result('get', ROOM, '<query xmlns="jabber:iq:version"/>', { nick: 'bob' });
      await bob.waitFor((line) => line.raw.includes('\u0001VERSION'), 'the question');
      bob.send('NOTICE alice :\u0001VERSION Bobs 1.2\u0001');
      assert.equal(await answer, '<query xmlns="jabber:iq:version"><name>Bobs</name><version>1.2</version></query>');
      bob.send('PRIVMSG alice :\u0001VERSION\u0001');
      await bob.waitForNotice('alice', /Isthmus/);
    });

    it('are refused to who is no operator', async () => {
      await bob.join('#his');
      assert.equal((await asker.enter('#his%net', 'alice')).kind, 'accepted');
      for (const change of ['role="none"', 'affiliation="outcast"', 'affiliation="none"']) {
        const set = query(`<item nick="bob" ${change}/>`);
        assert.equal(await asker.error('set', '#his%net', set), 'auth forbidden', change);
      }
      assert.equal(asker.twice, 0);
    });
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, 'in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
