import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A logged-in client that writes prepared stanzas and hands on octets; on loopback and without TLS. */
export interface RawClient {
  /** Full JID. */
  readonly jid: string;
  send(stanza: string): void;
  onData: (chunk: Buffer) => void;
  close(): void;
}

/** Logs in by SASL PLAIN (RFC 6120), binds a resource and becomes available. */
export async function loginClient(account: {
  readonly host: string;
  readonly port: number;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
}): Promise<RawClient> {
  const { host, port, domain, username, password } = account;
  const socket = connect(port, host);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  const header = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}' version='1.0'>`;
  await ask(socket, header, '</stream:features>');
  const plain = Buffer.from(`\0${username}\0${password}`).toString('base64');
  await ask(socket, `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain}</auth>`, '<success');
  await ask(socket, header, '</stream:features>');
  const bind = `<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>`;
  await ask(socket, bind, '</iq>');
  await ask(socket, `<presence/>`, '<presence');
  const client: RawClient = {
    jid: `${username}@${domain}/bench`,
    send: (stanza) => void socket.write(stanza),
    onData: () => {},
    close: () => void socket.end('</stream:stream>'),
  };
  socket.on('data', (chunk: Buffer) => client.onData(chunk));
  socket.on('error', () => socket.destroy());
  return client;
}

async function ask(socket: Socket, question: string, until: string): Promise<void> {
  socket.write(question);
  let text = '';
  while (!text.includes(until)) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    text += chunk?.toString('utf8') ?? '';
    if (text.includes('<failure') || text.includes('<stream:error')) throw new Error(`login failed: ${text}`);
  }
}
