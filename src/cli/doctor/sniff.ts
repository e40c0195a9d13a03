import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ServerAddress } from '../../core/stream/socket-transport.js';
import { type ServerType, typeByStreamId } from '../servers/server-type.js';

/** What the head of a stream tells. */
export interface Sniffed {
  /** Undefined where it cannot be told. */
  readonly type: ServerType | undefined;
  /** The port speaks to clients or servers, and not to components. */
  readonly wrongPort: boolean;
}

const NOTHING: Sniffed = { type: undefined, wrongPort: false };

/** Opens a stream, reads the server's header and leaves, without a handshake: nobody who is attached notices. */
export function sniffServer(server: ServerAddress, domain: string, patience: number): Promise<Sniffed> {
  const { host, port, tls = false } = server;
  return new Promise((resolve) => {
    const socket = tls ? connectTls({ host, port, rejectUnauthorized: false }) : connectTcp({ host, port });
    let heard = '';
    const finish = (sniffed: Sniffed): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(sniffed);
    };
    const timer = setTimeout(() => finish(NOTHING), patience);
    socket.on('error', () => finish(NOTHING));
    socket.on('close', () => finish(NOTHING));
    socket.once(tls ? 'secureConnect' : 'connect', () =>
      socket.write(
        `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'>`,
      ),
    );
    socket.on('data', (octets: Buffer) => {
      heard = (heard + octets.toString('latin1')).slice(0, 4096);
      const head = /<stream:stream\b[^>]*>/.exec(heard)?.[0];
      if (head === undefined) return;
      const id = /\sid=["']([^"']*)["']/.exec(head)?.[1] ?? '';
      const wrongPort = /\sxmlns=["']jabber:(?:client|server)["']/.test(head);
      // To a domain that it does not know Prosody gives an empty id.
      if (id === '' && !heard.includes('stream:error')) return;
      const type = id === '' && heard.includes('configured external components') ? 'prosody' : typeByStreamId(id);
      finish({ type, wrongPort });
    });
  });
}
