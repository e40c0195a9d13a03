import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createPlain, type RequestListener, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { certificateAuthority } from '../../../sandbox/certificate.js';
import { NAMED_BY_USERS } from './connection-rows.js';
import { DOORS, type Resolve } from './doors.js';

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
  '[fe80::1%lo]',
  '[fe80::1%25lo]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  // Digits and dots that IDNA makes ordinary ones of.
  '\uff11\uff12\uff17.0.0.1',
  '127\u30020\u30020\u30021',
  '\u2460\u2461\u2466.0.0.1',
  // Of two hosts in one, each reader may take another.
  'allowed.example@127.0.0.1',
  '127.0.0.1\\@allowed.example',
  '127.0.0.1%00.allowed.example',
  '127.0.0.1 allowed.example',
];

/** Names that this machine, its network or its cloud answers to. */
const NAMES: Readonly<Record<string, string>> = {
  localhost: '127.0.0.1',
  'localhost.': '127.0.0.1',
  'ip6-localhost': '::1',
  'metadata.google.internal': '169.254.169.254',
  '127.0.0.1.nip.example': '127.0.0.1',
  'mapped.example': '::ffff:10.0.0.1',
  'mapped-hex.example': '::ffff:a00:1',
  'compatible.example': '::10.0.0.1',
  'nat64.example': '64:ff9b::a00:1',
  'six-to-four.example': '2002:a00:1::1',
  'teredo.example': '2001:0:a00:1::1',
  'zone.example': 'fe80::1%lo',
  'no-address.example': '127.1',
};

/** The one address of this machine that may be connected to, so that others of it can be told apart. */
const ALLOWED = '127.0.0.2';
const OPEN = 'allowed.example';

const resolve: Resolve = async (host) => {
  const address = host === OPEN ? ALLOWED : NAMES[host];
  if (address === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  return [address];
};

/** Every address that a socket of this process has tried, in order. */
const tried: string[] = [];
const asUsual = Socket.prototype.connect;
/** Where nobody listens. */
let port: number;
let ca: string;
let dir: string;
/** Web servers at the allowed address that send everybody elsewhere. */
let outer: Readonly<Record<'http' | 'https', Server>>;
let elsewhere = '';
let redirected = 0;

async function listening(server: Server, address = ALLOWED): Promise<number> {
  await new Promise<void>((done) => server.listen(0, address, done));
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

before(async () => {
  Socket.prototype.connect = function (this: Socket, ...how: unknown[]) {
    this.on('connectionAttempt', (ip: string) => void tried.push(ip));
    return Reflect.apply(asUsual, this, how);
  };
  dir = await mkdtemp(join(tmpdir(), 'isthmus-hosts-'));
  const authority = await certificateAuthority(dir, 'hosts');
  ca = await readFile(authority.cert, 'utf8');
  const { cert, key } = await authority.issue(OPEN);
  const redirect: RequestListener = (_, response) => {
    redirected += 1;
    response.writeHead(302, { location: elsewhere }).end();
  };
  const identity = { cert: await readFile(cert), key: await readFile(key) };
  outer = { http: createPlain(redirect), https: createSecure(identity, redirect) };
  for (const server of Object.values(outer)) await listening(server);
  const nobody = createPlain();
  port = await listening(nobody);
  await new Promise((done) => nobody.close(done));
});
after(async () => {
  Socket.prototype.connect = asUsual;
  for (const server of Object.values(outer)) {
    server.closeAllConnections();
    server.close();
  }
  await rm(dir, { recursive: true });
});
beforeEach(() => {
  tried.length = 0;
  redirected = 0;
});

it('every source that opens a connection to hosts which users name has a door here', () => {
  const through = new Set(Object.values(DOORS).flatMap((door) => door.through));
  assert.deepEqual([...through].toSorted(), [...NAMED_BY_USERS].toSorted());
});

for (const [name, door] of Object.entries(DOORS)) {
  const open = async (host: string, more: { readonly port?: number; readonly resolve?: Resolve } = {}) => {
    try {
      await door.open({ host, port, resolve, allowed: ALLOWED, ca, ...more });
    } catch {
      // What was tried tells.
    }
  };

  describe(`${name}: an address that is not public`, () => {
    it('is connected to where the admin allows it, so that what follows can fail', async () => {
      await open(OPEN);
      assert.deepEqual(tried, [ALLOWED]);
      await open(ALLOWED);
      assert.deepEqual(tried, [ALLOWED, ALLOWED]);
    });

    it('is not, however it is written, and by no name', async () => {
      for (const host of [...FORBIDDEN, ...Object.keys(NAMES)]) {
        await open(host);
        assert.deepEqual(
          tried.filter((address) => address !== ALLOWED),
          [],
          host,
        );
      }
    });

    it('is not where the name has another address each time it is asked', async () => {
      let asks = 0;
      const turns = [ALLOWED, '127.0.0.1'];
      const rebinding: Resolve = async () => {
        asks += 1;
        return [turns[(asks - 1) % 2] ?? ''];
      };
      await open('rebinding.example', { resolve: rebinding });
      assert.deepEqual(tried, [ALLOWED], 'what was looked at is what is connected to');
      assert.equal(asks, 1, 'a name is asked once');
      await open('rebinding.example', { resolve: rebinding });
      assert.deepEqual(tried, [ALLOWED], 'the second answer is looked at as the first one was');
    });

    it('is not where the name has another address besides', async () => {
      const both: Resolve = async () => ['127.0.0.1', '::1', '::ffff:127.0.0.1', ALLOWED, '10.0.0.1'];
      await open('both.example', { resolve: both });
      assert.deepEqual(
        tried.filter((address) => address !== ALLOWED),
        [],
      );
    });

    const { redirects } = door;
    if (redirects !== undefined) {
      it('is not by a redirect', async () => {
        const hosts = [...FORBIDDEN, ...Object.keys(NAMES)];
        for (const scheme of ['http', 'https']) {
          for (const host of hosts) {
            elsewhere = `${scheme}://${encodeURI(host)}:${port}/`;
            await open(OPEN, { port: portOf(outer[redirects]) });
            assert.deepEqual(
              tried.filter((address) => address !== ALLOWED),
              [],
              elsewhere,
            );
          }
        }
        assert.equal(redirected, 2 * hosts.length);
        elsewhere = `${redirects}://${ALLOWED}:${port}/`;
        tried.length = 0;
        await open(OPEN, { port: portOf(outer[redirects]) });
        assert.ok(tried.length > 0 && redirected === 2 * hosts.length + 1);
      });
    }
  });
}
