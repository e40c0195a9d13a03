import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { el } from '../../../src/xmpp/element.js';
import { DEFAULT_TIMES } from '../../../src/xmpp/stream-options.js';
import { Connected } from './connected.js';
import { Tap } from './tap.js';

const SECRET = 's3cret';
const DOMAIN = 'gw.server.test';
const PEER = 'peer.server.test';
/** Octets of a stanza that the servers here take. */
const LIMIT = 20_000;

/** What ends a stream or keeps it from coming up, how it is told, and what makes it come back. */
interface Row {
  readonly what: string;
  readonly options?: Partial<ConstructorParameters<typeof Connected>[0]>;
  /** Before we connect. */
  readonly prepare?: (server: Prosody | Ejabberd) => Promise<void>;
  /** The connection is accepted, and nothing gets to the server. */
  readonly silent?: true;
  /** When we are up. Without it the stream does not come up the first time. */
  readonly disturb?: (parts: Parts) => Promise<void> | void;
  readonly condition: RegExp;
  readonly class: string;
  /** Puts it right again. */
  readonly mend?: (server: Prosody | Ejabberd) => Promise<void>;
}

interface Parts {
  readonly server: Prosody | Ejabberd;
  readonly tap: Tap;
  readonly connected: Connected;
}

const message = (id: string, body = 'hi') =>
  el('message', { from: `a@${DOMAIN}`, to: `b@${PEER}`, id }, el('body', {}, body));

const ROWS: readonly Row[] = [
  {
    what: 'TCP refused',
    prepare: async (server) => {
      await server.kill();
    },
    condition: /^connect-failed$/,
    class: 'ordinary',
    mend: (server) => server.start(),
  },
  {
    what: 'TCP accepted, then silence',
    options: { times: { ...DEFAULT_TIMES, negotiation: 200 } },
    silent: true,
    condition: /^negotiation-timeout$/,
    class: 'ordinary',
  },
  {
    what: 'a reset in the middle of a stanza of ours',
    disturb: ({ tap, connected }) => {
      tap.toServer = (bytes) => {
        if (!bytes.includes('id="half"')) return true;
        tap.inject(bytes.subarray(0, bytes.indexOf('<body>') + 8).toString('latin1'));
        setImmediate(() => tap.reset());
        return false;
      };
      connected.connection.send(message('half'));
    },
    condition: /^(connection-lost|closed)$/,
    class: 'ordinary',
  },
  {
    what: "a reset in the middle of a stanza of the server's",
    disturb: ({ tap }) => {
      tap.forge(`<message from='u@server.test' to='x@${DOMAIN}' id='half'><body>ha`);
      setImmediate(() => tap.reset());
    },
    condition: /^(connection-lost|closed)$/,
    class: 'ordinary',
  },
  {
    what: 'a server that is killed and starts again',
    disturb: async ({ server }) => {
      await server.kill();
      await server.start();
    },
    condition: /^(connection-lost|closed)$/,
    class: 'ordinary',
  },
  {
    what: 'a server that stops answering',
    options: { times: { ...DEFAULT_TIMES, idle: 100, dead: 400 } },
    disturb: ({ server }) => server.pause(),
    condition: /^dead-peer$/,
    class: 'ordinary',
    mend: async (server) => server.resume(),
  },
  {
    what: 'a stanza over the limit of the server',
    options: { maxStanzaBytes: 10 * LIMIT },
    disturb: ({ tap, connected }) => {
      // In one piece and nothing behind it: whoever writes to a server that has closed never reads what it said before.
      let gathered = '';
      tap.toServer = (bytes) => {
        if (gathered.length > 2 * LIMIT) return false;
        gathered += bytes.toString();
        if (gathered.length > 2 * LIMIT) tap.inject(gathered);
        return false;
      };
      assert.equal(connected.connection.send(message('large', 'x'.repeat(2 * LIMIT))), 'sent');
    },
    // Prosody 0.12 calls it so.
    condition: /^(policy-violation|not-well-formed)$/,
    class: 'our-bug',
  },
  {
    what: 'XML of ours that is not well-formed',
    disturb: ({ tap }) => tap.inject(`<message from='a@${DOMAIN}' to='b@${PEER}'><body></message>`),
    condition: /^(not-well-formed|xml-not-well-formed|invalid-xml)$/,
    class: 'our-bug',
  },
  {
    what: 'a foreign sender in a stanza of ours',
    disturb: ({ tap }) => tap.inject(`<message from='a@foreign.test' to='b@${PEER}'><body>hi</body></message>`),
    condition: /^invalid-from$/,
    class: 'our-bug',
  },
  {
    what: 'XML of the server that is not well-formed',
    disturb: ({ tap }) => tap.forge(`<message from='u@server.test' to='x@${DOMAIN}'><body>&nbsp;</body></message>`),
    condition: /^(not-well-formed|restricted-xml|invalid-xml)$/,
    class: 'ordinary',
  },
];

for (const software of ['prosody', 'ejabberd'] as const) {
  describe(`the stream to ${software} comes back after`, () => {
    let server: Prosody | Ejabberd;
    before(async () => {
      const options = { domain: 'server.test', components: { [DOMAIN]: SECRET, [PEER]: SECRET } };
      server =
        software === 'prosody'
          ? await startProsody({ ...options, extraGlobal: `component_stanza_size_limit = ${LIMIT}` })
          : await startEjabberd({ ...options, extraListener: { max_stanza_size: LIMIT } });
    });
    after(() => server.stop());

    for (const row of ROWS) {
      test(row.what, async (t) => {
        const tap = await Tap.start(server.componentPort);
        t.after(() => tap.stop());
        await row.prepare?.(server);
        const { disturb, silent = false } = row;
        if (silent) tap.toServer = () => false;
        const direct = disturb === undefined && !silent;
        const connected = new Connected({
          server: { host: server.host, port: direct ? server.componentPort : tap.port },
          domain: DOMAIN,
          secret: SECRET,
          serverDomain: 'server.test',
          ...row.options,
        }).start();
        t.after(() => connected.connection.stop());
        // Also where the test fails: the next one needs the server.
        let mended = row.mend === undefined;
        const mend = async () => {
          if (mended) return;
          mended = true;
          await row.mend?.(server);
        };
        t.after(mend);
        if (disturb !== undefined) {
          await connected.up();
          await disturb({ server, tap, connected });
        }
        await connected.ended();
        const [end] = connected.seen.ends;
        assert.match(end?.condition ?? '', row.condition);
        assert.deepEqual([end?.class, end?.established], [row.class, disturb !== undefined]);
        tap.toServer = () => true;
        await mend();
        await connected.up(disturb === undefined ? 1 : 2);
        assert.equal(await connected.track(message('whole')), 'acked');
        assert.ok(
          connected.seen.stanzas.every(({ attrs }) => attrs.id !== 'half'),
          'nothing half is handed over',
        );
      });
    }

    test('nothing at all where it reads slowly: the stream waits, and goes on when it reads again', async (t) => {
      const connected = new Connected({
        server: { host: server.host, port: server.componentPort },
        domain: DOMAIN,
        secret: SECRET,
        serverDomain: 'server.test',
      }).start();
      t.after(() => connected.connection.stop());
      await connected.up();
      server.pause();
      // Each thread of the server stops when it is next scheduled, which takes a moment on a busy machine.
      await delay(200);
      const results: string[] = [];
      let sent = 0;
      while (connected.connection.writable) {
        for (let index = 0; index < 20; index++, sent++) {
          const error = el('message', { from: DOMAIN, to: PEER, type: 'error' }, el('body', {}, 'x'.repeat(10_000)));
          connected.connection.sendTracked(error, (result) => results.push(result));
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(results, []);
      server.resume();
      assert.equal(await connected.track(message('last')), 'acked');
      assert.equal(results.filter((result) => result === 'acked').length, sent);
      assert.deepEqual(connected.seen.ends, []);
    });
  });
}
