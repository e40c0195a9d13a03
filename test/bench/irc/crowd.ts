import type { RawComponent } from '../../support/raw-component.js';
import { loginClient } from '../raw-client.js';

/** XMPP users of a bench, numbered from 0, each with one client. */
export interface Crowd {
  readonly size: number;
  /** Full JID of a user. */
  jid(n: number): string;
  /** Sends a stanza of user `n`; it has no `from`. */
  send(n: number, stanza: string): void;
  /** Octets that arrived at user `n`; at a user of a component nobody knows at whose. */
  onData: (chunk: Buffer, n: number | undefined) => void;
  close(): void;
}

/** Clients that have logged in to the server with accounts `u0`, `u1` and so on, whose password is their name. */
export async function clientCrowd(
  server: { readonly host: string; readonly c2sPort: number; readonly domain: string },
  size: number,
): Promise<Crowd> {
  const { host, c2sPort, domain } = server;
  const clients = await Promise.all(
    Array.from({ length: size }, (_, n) =>
      loginClient({ host, port: c2sPort, domain, username: `u${n}`, password: `u${n}` }),
    ),
  );
  const crowd: Crowd = {
    size,
    jid: (n) => clients[n]?.jid ?? '',
    send: (n, stanza) => clients[n]?.send(stanza),
    onData: () => {},
    close: () => {
      for (const client of clients) client.close();
    },
  };
  for (const [n, client] of clients.entries()) client.onData = (chunk) => crowd.onData(chunk, n);
  return crowd;
}

/** Users of another domain: a component speaks for all of them, so that thousands cost the server no more than one. */
export function componentCrowd(load: RawComponent, size: number): Crowd {
  const crowd: Crowd = {
    size,
    jid: (n) => `u${n}@${load.domain}/r`,
    send: (n, stanza) => load.send(stanza.replace(' ', ` from='u${n}@${load.domain}/r' `)),
    onData: () => {},
    close: () => load.close(),
  };
  load.onData = (chunk) => crowd.onData(chunk, undefined);
  return crowd;
}
