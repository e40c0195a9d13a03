import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { guardedGet } from '../../../gateways/email/accounts/discovery/guarded-get.js';
import { reachableServers } from '../../../gateways/email/accounts/reachable-servers.js';
import { dialable } from '../../../gateways/irc/policy/allowed-addresses.js';
import { systemClock } from '../../../src/clock.js';
import { Fetcher } from '../../../src/http/fetch/fetch.js';
import { hostName } from '../../../src/network.js';
import { WebServer } from '../../support/web-server.js';

/** Ways to write an address of this machine, of its network, or of what a cloud tells its machines. */
const FORBIDDEN = [
  '127.0.0.1',
  '127.1',
  '127.0.0.1.',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '168.63.129.16',
  '255.255.255.255',
  '224.0.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[0:0:0:0:0:ffff:169.254.169.254]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  // Digits and dots that IDNA makes ordinary ones of.
  '\uff11\uff12\uff17.0.0.1',
  '127\u30020\u30020\u30021',
  '\u2460\u2461\u2466.0.0.1',
];

/** Names that this machine or its cloud answers to. */
const NAMES: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  'localhost.': '127.0.0.1',
  'ip6-localhost': '::1',
  'metadata.google.internal': '169.254.169.254',
  '127.0.0.1.nip.example': '127.0.0.1',
  'mapped.example': '::ffff:10.0.0.1',
  'nat64.example': '64:ff9b::a00:1',
};

const resolve = async (host: string) => {
  const address = NAMES[host];
  if (address === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return [{ address, family: address.includes(':') ? 6 : 4 }];
};

let server: WebServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A server of this machine that nobody may reach; its requests are counted. */
async function inner(): Promise<{ readonly port: string; readonly asked: () => number }> {
  let requests = 0;
  const started = await WebServer.start((_, response) => {
    requests += 1;
    response.end('secret');
  });
  server = started;
  return { port: started.port, asked: () => requests };
}

const fetcher = (more: Partial<ConstructorParameters<typeof Fetcher>[0]> = {}): Fetcher =>
  new Fetcher({ maxFile: 1000, allowNetworks: [], userAgent: 'Isthmus/test', clock: systemClock, resolve, ...more });

describe('an address that is not public, however it is written', () => {
  it('is neither fetched nor posted to', async () => {
    const { port, asked } = await inner();
    for (const host of [...FORBIDDEN, ...Object.keys(NAMES)]) {
      const url = `http://${host}:${port}/`;
      const got = await fetcher().fetch(url);
      assert.equal(got.ok, false, `fetched ${url}`);
      const posted = await fetcher().post(url, { mediaType: 'text/plain', body: 'x', plain: true });
      assert.equal(posted.ok, false, `posted to ${url}`);
    }
    assert.equal(asked(), 0);
  });

  it('is not reached by a redirect', async () => {
    const { port, asked } = await inner();
    let hops = 0;
    const outer = await WebServer.start((request, response) => {
      hops += 1;
      const to = decodeURIComponent((request.url ?? '').slice(1));
      response.writeHead(302, { location: encodeURI(`http://${to}:${port}/`) }).end();
    });
    try {
      // The first server is one that may be reached, the others of this machine are not.
      const name = 'outer.example';
      const first = (host: string) =>
        host === name ? Promise.resolve([{ address: '127.0.0.1', family: 4 }]) : resolve(host);
      const hosts = FORBIDDEN.filter(
        (host) => !/^(?:127|0x7f|0177|2130706433|\[::ffff:(?:127|7f)|\uff11|\u2460)/.test(host),
      );
      for (const host of hosts) {
        const url = `http://${name}:${outer.port}/${encodeURIComponent(host)}`;
        const got = await fetcher({ allowNetworks: ['127.0.0.1'], resolve: first }).fetch(url);
        assert.equal(got.ok, false, `redirected to ${host}`);
      }
      assert.equal(hops, hosts.length);
      assert.equal(asked(), 0);
    } finally {
      await outer.stop();
    }
  });

  it('is not reached by a name that is another address each time it is asked', async () => {
    const { port, asked } = await inner();
    let asks = 0;
    const rebinding = async () => {
      asks += 1;
      return [{ address: asks % 2 === 1 ? '192.0.2.1' : '127.0.0.1', family: 4 }];
    };
    for (let turn = 0; turn < 4; turn += 1) {
      assert.equal((await fetcher({ resolve: rebinding }).fetch(`http://rebind.example:${port}/`)).ok, false);
    }
    const both = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    assert.equal((await fetcher({ resolve: both }).fetch(`http://both.example:${port}/`)).ok, false);
    assert.equal(asks, 4, 'what was checked is what is connected to: a name is asked once');
    assert.equal(asked(), 0);
  });

  it('is not asked for the settings of a mailbox', async () => {
    const asked: string[] = [];
    const get = guardedGet({
      allowed: (address) => {
        asked.push(address);
        return reachableServers([])(address);
      },
      resolve: async (host) => [NAMES[host] ?? '127.0.0.1'],
    });
    const signal = new AbortController().signal;
    for (const host of [...FORBIDDEN, ...Object.keys(NAMES)]) {
      if (!URL.canParse(`https://${host}/`)) continue;
      assert.equal(await get(`https://${host}/`, signal), undefined, host);
    }
    assert.ok(asked.length > FORBIDDEN.length / 2, 'the addresses were not checked');
  });

  it('is no mail server and no IRC server that a user may name', () => {
    const irc = dialable({ named: false }, { addresses: () => [] });
    const mail = reachableServers([], () => []);
    for (const written of FORBIDDEN) {
      const host = hostName(written);
      // What is no host is refused before; a name is resolved, and each of its addresses is asked.
      if (host === undefined) continue;
      assert.equal(irc(host), false, `IRC: ${written}`);
      assert.equal(mail(host), false, `mail: ${written}`);
      assert.ok(/[:.]/.test(host), `${written} would be asked of the resolver as a name`);
    }
    for (const address of Object.values(NAMES)) {
      assert.equal(irc(address), false, address);
      assert.equal(mail(address), false, address);
    }
  });
});
