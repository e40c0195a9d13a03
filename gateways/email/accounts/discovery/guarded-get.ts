import { request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Resolve } from './mail-dns.js';

interface GuardedGetOptions {
  /** Which IP addresses may be connected to. */
  readonly allowed: (address: string) => boolean;
  readonly resolve: Resolve;
  /** PEM of authorities to trust in place of those of the system. */
  readonly ca?: string;
}

/** Gets a small text by https; undefined where there is none. Never rejects. */
export type GuardedGet = (url: string, signal: AbortSignal) => Promise<string | undefined>;

const MOST_OCTETS = 64 * 1024;
const MOST_REDIRECTS = 2;

/**
 * For URLs whose host a user's mail address names: https only, and only to addresses that may be connected to, which are the
 * ones that were looked up and no others; after redirects too. No cookies, no credentials, no proxy.
 */
export function guardedGet(options: GuardedGetOptions): GuardedGet {
  return async (text, signal) => {
    let url: string | undefined = text;
    for (let hop = 0; hop <= MOST_REDIRECTS && url !== undefined; hop += 1) {
      const answer: Answer = await get(url, options, signal).catch(() => undefined);
      if (answer === undefined || 'text' in answer) return answer?.text;
      url = URL.canParse(answer.location, url) ? new URL(answer.location, url).href : undefined;
    }
    return undefined;
  };
}

type Answer = { readonly text: string } | { readonly location: string } | undefined;

async function get(text: string, { allowed, resolve, ca }: GuardedGetOptions, signal: AbortSignal): Promise<Answer> {
  const url = new URL(text);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  const port = url.port === '' ? 443 : Number(url.port);
  // Below 1024 live services that take a request for something else.
  if (port < 1024 && port !== 443) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const found = isIP(host) === 0 ? await resolve(host) : [host];
  const [address] = found.filter((one) => isIP(one) !== 0 && allowed(one));
  if (address === undefined || signal.aborted) return undefined;
  const pinned: LookupFunction = (_name, { all }, callback) => {
    const family = isIP(address);
    if (all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
  return new Promise((done, failed) => {
    const asking = request({
      method: 'GET',
      host,
      port,
      path: `${url.pathname}${url.search}`,
      // A connection of its own: one that is kept open may have been made to another address.
      agent: false,
      lookup: pinned,
      signal,
      headers: { host: url.host, accept: 'text/xml, application/xml', 'accept-encoding': 'identity' },
      ...(ca === undefined ? {} : { ca }),
    });
    asking.on('error', failed);
    // Only a protocol that was asked for is spoken (RFC 9110 7.8), and none is.
    asking.on('upgrade', (_, socket) => {
      socket.destroy();
      failed(new Error('another protocol'));
    });
    asking.on('response', (response) => {
      const { statusCode = 0, headers } = response;
      response.on('error', failed);
      if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
        asking.destroy();
        done({ location: headers.location });
      } else if (statusCode !== 200) {
        asking.destroy();
        done(undefined);
      } else {
        const pieces: Buffer[] = [];
        let octets = 0;
        response.on('data', (piece: Buffer) => {
          octets += piece.length;
          if (octets > MOST_OCTETS) asking.destroy(new Error('too large'));
          else pieces.push(piece);
        });
        response.on('end', () => done({ text: Buffer.concat(pieces).toString('utf8') }));
        response.on('close', () => failed(new Error('cut short')));
      }
    });
    asking.end();
  });
}
