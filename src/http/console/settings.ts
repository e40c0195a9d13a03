import { isLoopback } from '../../network.js';
import type { ListenAddress } from '../server.js';

/** Where the console listens, and who gets in. */
export interface ConsoleSettings {
  readonly listen: ListenAddress;
  /** Where browsers reach it, without a slash at its end; undefined: where it listens. */
  readonly publicUrl?: string;
  /** Addresses and networks of reverse proxies, whose word on the client's address is taken. */
  readonly proxies: readonly string[];
  /** Whether somebody is an admin at this moment; `jid` is bare and normalised. */
  readonly isAdmin: (jid: string) => boolean;
  /** Whether bull-board is there, to look into the queues of the lanes. */
  readonly queues: boolean;
  /** Folder of the page's files; default: where `npm run build` puts them. */
  readonly folder?: string;
}

/** Where requests may come from and go to. */
export interface Origins {
  /** Values of `Host` that are ours: any other one is a name that somebody has pointed at us (DNS rebinding). */
  readonly hosts: ReadonlySet<string>;
  /** Values of `Origin` that are ours. */
  readonly origins: ReadonlySet<string>;
  /** Browsers reach it by TLS. */
  readonly secure: boolean;
}

/** `port`: the one that it really listens at. */
export function originsOf({ listen, publicUrl }: ConsoleSettings, port: number): Origins {
  if (publicUrl !== undefined) {
    const { host, origin, protocol } = new URL(publicUrl);
    return { hosts: new Set([host]), origins: new Set([origin]), secure: protocol === 'https:' };
  }
  const names = isLoopback(listen.host)
    ? ['localhost', '127.0.0.1', '[::1]', bracketed(listen.host)]
    : [bracketed(listen.host)];
  const hosts = names.map((name) => new URL(`http://${name}:${port}`).host);
  return { hosts: new Set(hosts), origins: new Set(hosts.map((host) => `http://${host}`)), secure: false };
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
