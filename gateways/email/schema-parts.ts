import { isIP } from 'node:net';
import { z } from 'zod';
import { hostName, parseNetwork } from '../../src/network.js';
import { parseServer } from './servers.js';

/** A TCP port that one can connect to. */
export const port = z.int().min(1).max(65535);

/** A host name or an IP address. */
export const host = z
  .string()
  .refine((text) => hostName(text) !== undefined, 'write a host name or an IP address, such as mail.example.net');

/** A domain in its ASCII form (A-labels), in small letters. */
export const domain = z.string().transform((text, check) => {
  const name = hostName(text);
  if (name !== undefined && isIP(name) === 0 && name.includes('.')) return name;
  check.addIssue({ code: 'custom', message: 'write a domain, such as mail.example.org' });
  return z.NEVER;
});

/** `host:port` to listen on. */
export const listenAddress = z
  .string()
  .refine((text) => parseServer(text)?.port !== undefined, 'write host:port, such as 127.0.0.1:2424 or [::1]:2424');

/** A server with its port where that is another one than usual. */
export const serverAddress = z
  .string()
  .refine((text) => parseServer(text) !== undefined, 'write a host, or host:port: imap.example.net:993');

/** A network of IP addresses. */
export const network = z
  .string()
  .refine((text) => parseNetwork(text) !== undefined, 'write a network, such as 192.168.1.0/24 or fd00::/8');

/** A mail address or a domain; see `policy/domains.ts`. */
export const addressPattern = z
  .string()
  .trim()
  .toLowerCase()
  .max(320)
  .regex(/^[^\s@]*@?[^\s@]+$/, 'write a mail address (romeo@example.org) or a domain (example.org)');

/** What may go out as part of a header field or a command. */
export const oneLine = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'write one line without control characters');

/** Reads a short form of an object as the object: `true`, or a text for its main key. */
export function shorthand<T extends z.ZodType>(kind: 'boolean' | 'string', key: string, schema: T) {
  return z.preprocess((value) => (typeof value === kind ? { [key]: value } : value), schema).meta({ short: kind });
}

/** Reads `host:port` as an object with both; what is no server stands as the host, whose schema says what is wrong. */
export function serverShorthand<T extends z.ZodType>(schema: T) {
  return z
    .preprocess((value) => (typeof value === 'string' ? (parseServer(value) ?? { host: value }) : value), schema)
    .meta({ short: 'string' });
}

/** An absolute URL; http only to this machine. */
export const endpoint = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}, 'write a URL that begins with https://');
