import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A component port that does what a test wants of it: plain TCP, no XMPP of its own. */
export class ScriptedServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly port: number;
  connections = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** `act` gets each connection with its number, from 1. Port 0 is any free one. */
  static async start(act: (socket: Socket, connection: number) => void, port = 0): Promise<ScriptedServer> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const scripted = new ScriptedServer(server, address.port);
    server.on('connection', (socket) => {
      scripted.connections++;
      scripted.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => scripted.#sockets.delete(socket));
      act(socket, scripted.connections);
    });
    return scripted;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export const HEADER =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='gw.test' id='abc'>";

export function streamError(condition: string): string {
  return `<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`;
}

const PING = /<iq from="([^"]*)" to="([^"]+)" id="([^"]+)" type="get"><ping [^>]*><\/iq>/g;

/** Speaks the server's side for a component gw.test with the secret `s3cret`, pings included; `more` gets everything else. */
export function speak(socket: Socket, more: (text: string) => void = () => {}): void {
  let open = false;
  let buffer = '';
  socket.on('data', (bytes) => {
    buffer += bytes.toString('utf8');
    if (!open && buffer.includes('to="gw.test">')) {
      open = true;
      buffer = '';
      socket.write(HEADER);
      return;
    }
    const digest = createHash('sha1').update('abcs3cret').digest('hex');
    const handshake = /<handshake>([0-9a-f]*)<\/handshake>/.exec(buffer);
    if (handshake !== null) {
      buffer = buffer.replace(handshake[0], '');
      if (handshake[1] !== digest) {
        socket.end(streamError('not-authorized'));
        return;
      }
      socket.write('<handshake/>');
    }
    buffer = buffer.replace(PING, (request, from, to, id) => {
      socket.write(to.includes('gw.test') ? request : `<iq type='result' from='${to}' to='${from}' id='${id}'/>`);
      return '';
    });
    if (buffer.includes('</stream:stream>')) socket.end('</stream:stream>');
    const rest = buffer;
    buffer = '';
    if (rest.trim() !== '') more(rest);
  });
}
