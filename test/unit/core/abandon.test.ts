import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { selfSignedCertificate } from '../../../sandbox/certificate.js';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { abandon } from '../../../src/abandon.js';

describe('a connection that is abandoned', () => {
  let server: Server;
  let port: number;
  let secrets: { readonly cert: string; readonly key: string };
  const far: Socket[] = [];

  before(async () => {
    const files = await selfSignedCertificate(await tempDir('abandon'), 'localhost');
    assert.ok(files !== undefined, 'openssl is there');
    secrets = { cert: await readFile(files.cert, 'utf8'), key: await readFile(files.key, 'utf8') };
    server = createServer((socket) => far.push(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    for (const socket of far) socket.destroy();
    server.close();
  });

  /** The server's end of the connection that comes next. */
  async function accepted(): Promise<Socket> {
    const count = far.length;
    while (far.length === count) await pause(5);
    const socket = far.at(-1);
    assert.ok(socket !== undefined);
    return socket;
  }

  /** By TLS 1.2: of 1.3, tickets are still on their way to the client, and the system tells the reset to who writes them. */
  async function secured(client: TLSSocket, socket: Socket): Promise<TLSSocket> {
    const secure = new TLSSocket(socket, { isServer: true, maxVersion: 'TLSv1.2', ...secrets });
    await once(client, 'secureConnect');
    return secure;
  }

  /** Both ends of a connection, each as who uses it has it. */
  const KINDS: Readonly<Record<string, () => Promise<readonly [Socket, Socket]>>> = {
    'without TLS': async () => {
      const client = connect(port, '127.0.0.1');
      return [client, await accepted()];
    },
    'by TLS': async () => {
      const client = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
      return [client, await secured(client, await accepted())];
    },
    'by TLS begun on a plain connection': async () => {
      const plain = connect(port, '127.0.0.1');
      const socket = await accepted();
      const client = connectTls({ socket: plain, rejectUnauthorized: false });
      return [client, await secured(client, socket)];
    },
  };

  for (const [kind, make] of Object.entries(KINDS)) {
    test(`${kind} is reset`, { timeout: 20_000 }, async () => {
      const [client, end] = await make();
      const errors: unknown[] = [];
      end.on('error', ({ code }: NodeJS.ErrnoException) => errors.push(code));
      const ended = new Promise((resolve) => end.once('close', resolve));
      client.write('something');
      await once(end, 'data');
      end.resume();
      const closed = once(client, 'close');
      abandon(client);
      abandon(client);
      await closed;
      assert.equal(client.destroyed, true);
      await ended;
      // Who closes otherwise is not felt as an error; and the system sends all it holds first.
      assert.deepEqual(errors, ['ECONNRESET']);
    });
  }

  test('is just closed where it was never there', async () => {
    const client = connect(port, '127.0.0.1');
    const closed = once(client, 'close');
    abandon(client);
    const [failed] = await closed;
    assert.equal(failed, false);
  });
});
