import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { el } from '../../../src/xmpp/element.js';
import { Connected } from './connected.js';

const SECRET = 'gehéim-ключ-秘密';

for (const software of ['prosody', 'ejabberd'] as const) {
  describe(`with a real ${software}`, () => {
    let server: Prosody | Ejabberd;
    const open: Connected[] = [];

    before(async () => {
      const components = Object.fromEntries('abcdefghijkl'.split('').map((name) => [`${name}.server.test`, SECRET]));
      const options = { domain: 'server.test', components };
      server = software === 'prosody' ? await startProsody(options) : await startEjabberd(options);
    });

    after(async () => {
      for (const connected of open) await connected.connection.stop();
      await server.stop();
    });

    function connect(domain: string, options: Partial<ConstructorParameters<typeof Connected>[0]> = {}): Connected {
      const connected = new Connected({
        server: { host: server.host, port: server.componentPort },
        domain,
        secret: SECRET,
        serverDomain: 'server.test',
        ...options,
      });
      open.push(connected);
      return connected.start();
    }

    test('a secret beyond Latin-1 is accepted, a wrong one is refused as one', async () => {
      const right = connect('a.server.test');
      await right.up();
      await right.connection.stop();
      const wrong = connect('a.server.test', { secret: 'gehéim-ключ-秘' });
      await wrong.ended();
      assert.deepEqual([wrong.seen.ends[0]?.condition, wrong.seen.ends[0]?.class], ['not-authorized', 'config']);
      await wrong.connection.stop();
    });

    test('an unknown host is a matter for the administrator', async () => {
      const unknown = connect('nowhere.test');
      await unknown.ended();
      assert.equal(unknown.seen.ends[0]?.class, 'config');
      await unknown.connection.stop();
    });

    test('both forms of the barrier acknowledge', async () => {
      const byServer = connect('a.server.test');
      await byServer.up();
      assert.equal(byServer.connection.barrierForm, 'server');
      const message = (from: string) =>
        el('message', { from, to: 'server.test', type: 'headline' }, el('body', {}, 'x'));
      assert.equal(await byServer.track(message('a.server.test')), 'acked');
      const bySelf = new Connected({
        server: { host: server.host, port: server.componentPort },
        domain: 'b.server.test',
        secret: SECRET,
      });
      open.push(bySelf.start());
      await bySelf.up();
      assert.equal(bySelf.connection.barrierForm, 'self');
      assert.equal(await bySelf.track(message('b.server.test')), 'acked');
      await byServer.connection.stop();
      await bySelf.connection.stop();
    });

    test('2,000 stanzas and their acknowledgements come in order, from one component to another', async () => {
      const a = connect('a.server.test');
      const b = connect('b.server.test');
      await a.up();
      await b.up();
      const acked: number[] = [];
      const total = 2000;
      for (let index = 0; index < total; index++) {
        const stanza = el(
          'message',
          { from: 'x@a.server.test', to: 'y@b.server.test', id: `${index}` },
          el('body', {}, `é😀 ${index}`),
        );
        assert.equal(
          a.connection.sendTracked(stanza, (result) => {
            if (result === 'acked') acked.push(index);
          }),
          'sent',
        );
      }
      await b.until((seen) => seen.stanzas.length === total, 'all stanzas');
      await a.track(el('message', { from: 'x@a.server.test', to: 'y@b.server.test' }));
      assert.deepEqual(
        acked,
        Array.from({ length: total }, (_, index) => index),
      );
      b.seen.stanzas.slice(0, total).forEach((stanza, index) => {
        assert.equal(stanza.attrs.id, `${index}`);
        assert.equal(stanza.getChildText('body'), `é😀 ${index}`);
      });
      await a.connection.stop();
      await b.connection.stop();
    });

    test('stanzas up to the limits pass, larger ones are refused here and the stream goes on', async () => {
      const a = connect('a.server.test', { maxStanzaBytes: 256 * 1024 });
      const b = connect('b.server.test', {
        limits: { bytes: 200 * 1024, skipBytes: 4_000_000, depth: 64, attributes: 64, children: 2000, nameLength: 256 },
      });
      await a.up();
      await b.up();
      const large = (octets: number) =>
        el(
          'message',
          { from: 'x@a.server.test', to: 'y@b.server.test', id: `${octets}` },
          el('body', {}, 'x'.repeat(octets)),
        );
      assert.equal(await a.track(large(190 * 1024)), 'acked');
      assert.equal(a.connection.send(large(256 * 1024)), 'too-large');
      assert.equal(await a.track(large(220 * 1024)), 'acked');
      assert.equal(await a.track(large(10)), 'acked');
      await b.until((seen) => seen.stanzas.length === 2, 'the first and the last');
      assert.deepEqual(b.seen.refused, ['bytes']);
      assert.equal(b.seen.stanzas[0]?.getChildText('body')?.length, 190 * 1024);
      await a.connection.stop();
      await b.connection.stop();
    });

    test('hostile text and addresses never cost the stream', async () => {
      const a = connect('a.server.test');
      const b = connect('b.server.test');
      await a.up();
      await b.up();
      const body = 'bold \u0002 nul \u0000 lone \ud800 end \uffff & < > " \' ]]>';
      await a.track(
        el('message', { from: 'x@a.server.test', to: 'y@b.server.test', id: 'a"<&c' }, el('body', {}, body)),
      );
      assert.equal(a.connection.send(el('message', { from: 'x@evil.test', to: 'y@b.server.test' })), 'foreign-from');
      assert.equal(a.connection.send(el('message', { to: 'y@b.server.test' })), 'foreign-from');
      assert.equal(await a.track(el('message', { from: 'x@a.server.test', to: 'bad"jid@b.server.test' })), 'acked');
      await b.until((seen) => seen.stanzas.length === 1, 'the first');
      assert.equal(b.seen.stanzas[0]?.attrs.id, 'a"<&c');
      assert.equal(b.seen.stanzas[0]?.getChildText('body'), 'bold  nul  lone  end  & < > " \' ]]>');
      assert.equal(a.seen.ends.length, 0);
      await a.connection.stop();
      await b.connection.stop();
    });

    test('requests to the server are answered', async () => {
      const a = connect('a.server.test');
      await a.up();
      const query = el('query', { xmlns: 'http://jabber.org/protocol/disco#info' });
      const answer = await a.connection.request(
        el('iq', { type: 'get', from: 'a.server.test', to: 'server.test' }, query),
        5000,
      );
      assert.ok(answer.ok);
      assert.equal(answer.iq.attrs.type, 'result');
      assert.ok(answer.iq.getChild('query', 'http://jabber.org/protocol/disco#info')?.getChild('identity'));
      await a.connection.stop();
    });

    test('when the server is killed and comes back, so do we', async () => {
      const a = connect('d.server.test');
      await a.up();
      await server.kill();
      await a.ended();
      assert.equal(a.seen.ends[0]?.class, 'ordinary');
      await server.start();
      await a.up(2);
      assert.equal(
        await a.track(el('message', { from: 'd.server.test', to: 'server.test', type: 'headline' })),
        'acked',
      );
      await a.connection.stop();
    });
  });
}

test('a second component under one name: prosody tells the newcomer of the conflict', async (t) => {
  const server = await startProsody({ domain: 'server.test', components: { 'a.server.test': SECRET } });
  t.after(() => server.stop());
  const options = {
    server: { host: server.host, port: server.componentPort },
    domain: 'a.server.test',
    secret: SECRET,
    serverDomain: 'server.test',
  };
  const first = new Connected(options).start();
  await first.up();
  const second = new Connected(options).start();
  t.after(async () => {
    await first.connection.stop();
    await second.connection.stop();
  });
  await second.ended();
  assert.deepEqual([second.seen.ends[0]?.condition, second.seen.ends[0]?.class], ['conflict', 'config']);
  assert.match(second.seen.log.join('\n'), /kick_old/);
  assert.equal(first.seen.ends.length, 0);
});
