import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type Prosody, startProsody } from '../../sandbox/prosody.js';
import { Random } from '../support/random.js';
import { type SeenStanza, StanzaSplitter } from '../support/stanza-splitter.js';
import { Wire } from '../support/wire.js';
import { until } from './support/reckoning.js';
import { Writer } from './support/writer.js';

const DOMAIN = 'sms.example.org';
const SECRET = 's3cret';
/** How long the server does not notice the end of a connection; a busy one takes any time. */
const UNNOTICED_MS = 1000;
const PATIENCE_MS = 3000;

describe('what a writer concludes of pings without an answer', () => {
  let prosody: Prosody;
  /** Between the wire and the server: keeps the end of a connection from it. */
  let busy: Server;
  const unnoticed = new Set<Socket>();
  let wire: Wire;
  let writer: Writer;
  const components: Socket[] = [];

  before(async () => {
    prosody = await startProsody({ components: { [DOMAIN]: SECRET }, logLevel: 'warn' });
    busy = createServer((near) => {
      const far = connect(prosody.componentPort, '127.0.0.1');
      near.pipe(far, { end: false });
      far.on('data', (chunk: Buffer) => near.writable && near.write(chunk));
      for (const socket of [near, far]) socket.on('error', () => socket.destroy());
      near.on('close', () => unnoticed.add(far));
    });
    wire = await Wire.start(await listening(busy));
    writer = new Writer({
      account: await prosody.addUser('user0'),
      number: 0,
      gateway: DOMAIN,
      phone: '15551000000',
      random: new Random(1),
      patience: PATIENCE_MS,
      wrote: () => undefined,
      answeredFor: () => undefined,
      shown: () => undefined,
      isWithGateway: (from, id) => wire.isOpen(from, id),
    });
    await writer.connect();
  });
  after(async () => {
    writer.close();
    for (const component of components) component.destroy();
    await wire.stop();
    notice();
    busy.close();
    await prosody.stop();
  });

  const notice = (): void => {
    for (const far of unnoticed) far.destroy();
    unnoticed.clear();
  };

  /** Connects as the component; each ping is answered unless `keeps` says otherwise. */
  const attach = async (keeps: (stanza: SeenStanza) => boolean = () => false): Promise<Socket> => {
    const socket = connect(wire.port, '127.0.0.1');
    components.push(socket);
    socket.write(
      `<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${DOMAIN}'>`,
    );
    const [head] = (await once(socket, 'data')) as [Buffer];
    const id = /\bid=['"]([^'"]+)/.exec(head.toString('utf8'))?.[1] ?? '';
    const digest = createHash('sha1').update(`${id}${SECRET}`).digest('hex');
    socket.write(`<handshake>${digest}</handshake>`);
    await once(socket, 'data');
    const splitter = new StanzaSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const stanza of splitter.push(chunk)) {
        const { from, id: asked } = stanza.attrs;
        if (stanza.name === 'iq' && !keeps(stanza))
          socket.write(`<iq type='result' from='${DOMAIN}' to='${from}' id='${asked}'/>`);
      }
    });
    return socket;
  };

  test('those that the server gave to a connection that had ended are void, however late it notices that', async () => {
    const component = await attach();
    assert.equal(await writer.burst(0), 'answered');
    component.destroy();
    assert.ok(await until(() => unnoticed.size > 0, 60_000));
    const early = writer.burst(0);
    await delay(UNNOTICED_MS);
    const late = writer.burst(0);
    await delay(UNNOTICED_MS);
    notice();
    assert.deepEqual([await early, await late], ['void', 'void']);
    assert.equal(writer.hung, 0);
    assert.equal(await writer.burst(0), 'refused');
  });

  test('none comes from two logins at once: all who wait for one get the same', async () => {
    await prosody.kill();
    await prosody.start();
    assert.ok(await until(() => !writer.online, 60_000));
    const clients = await Promise.all([writer.connect(), writer.connect(), writer.connect()]);
    assert.equal(new Set(clients).size, 1);
    assert.equal(await writer.burst(0), 'refused');
  });

  test('one that a connection has which is up is not, though later ones are answered', async () => {
    let kept: string | undefined;
    const component = await attach(({ attrs }) => {
      kept ??= attrs.id;
      return attrs.id === kept;
    });
    assert.equal(await writer.burst(0), 'hung');
    assert.equal(writer.hung, 1);
    assert.equal(await writer.burst(0), 'answered');
    component.destroy();
  });
});

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
