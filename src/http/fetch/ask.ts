import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Clock } from '../../clock.js';
import { type Checked, hostOf, isOneOf } from './target.js';

/** Times in milliseconds. */
export interface AskTimes {
  /** For resolving and connecting, TLS included. */
  readonly connect: number;
  /** From there to the first octet of the answer. */
  readonly firstByte: number;
}

/** What is sent along. */
export interface Question {
  /** MIME type. */
  readonly mediaType: string;
  readonly body: Buffer;
  /** Of names that may be set (`isFreeHeader`). */
  readonly headers: Readonly<Record<string, string>>;
}

interface AskOptions {
  readonly times: AskTimes;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly userAgent: string;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
  /** A POST of this; missing: a GET. */
  readonly question?: Question;
}

/** The web server was too slow. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow';
}

/**
 * Sends one GET or POST and resolves with the head of the answer. Connects to one of `addresses` and to nothing else, whatever the
 * name resolves to by now. No cookies, no credentials, no proxy, no compression.
 */
export function ask(url: URL, addresses: readonly Checked[], options: AskOptions): Promise<IncomingMessage> {
  const { times, clock, signal, userAgent, ca, question } = options;
  const secure = url.protocol === 'https:';
  const pinned: LookupFunction = (_, { all }, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new Error('no address'), '', 0);
    else if (all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
  const settings: RequestOptions = {
    method: question === undefined ? 'GET' : 'POST',
    host: hostOf(url),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
    // A connection of its own: one that is kept open may have been made for somebody else's addresses.
    agent: false,
    lookup: pinned,
    signal,
    headers: {
      ...question?.headers,
      host: url.host,
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': userAgent,
      ...(question === undefined ? {} : { 'content-type': question.mediaType, 'content-length': question.body.length }),
    },
  };
  return new Promise((resolve, reject) => {
    const request = secure ? tlsRequest({ ...settings, ...(ca === undefined ? {} : { ca }) }) : plainRequest(settings);
    const late = (): void => void request.destroy(new TooSlow());
    let timer = clock.after(times.connect, late);
    const connected = (): void => {
      timer.cancel();
      timer = clock.after(times.firstByte, late);
    };
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        // Cannot be; but if it were, it would be just what must not be.
        if (!isOneOf(addresses, socket.remoteAddress ?? '')) request.destroy(new Error('not pinned'));
        else if (!secure) connected();
      });
      socket.once('secureConnect', connected);
    });
    request.on('response', (response) => {
      timer.cancel();
      // Told by whoever reads it; nobody reads one that is thrown away.
      response.on('error', () => undefined);
      resolve(response);
    });
    // Only a protocol that was asked for is spoken (RFC 9110 7.8), and none is.
    request.on('upgrade', (_, socket) => {
      socket.destroy();
      request.destroy();
    });
    // The last that is told of a request, and all where it is upgraded: without an answer there is none by then.
    request.on('close', () => {
      timer.cancel();
      reject(new Error('the server gave no answer'));
    });
    // Stays: what happens after the answer began is told by the answer too, and must not end the process.
    request.on('error', (error) => {
      timer.cancel();
      reject(error);
    });
    request.end(question?.body);
  });
}
