import { z } from 'zod';
import { parseNetwork } from '../../src/network.js';
import { isPlaces } from './templates.js';

/** A text with `{places}` for what is known of a user; see `templates.ts`. */
export function template(name: string, most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .regex(/^[\x21-\x7e]+$/, `${name} may hold printable ASCII without blanks only`)
    .refine((text) => isPlaces(text), 'the places are {local}, {domain}, {jid} and {hash}');
}

/** At least this many bits are left for the users. */
const LEAST_FREE_BITS = 16;

/** A prefix of IPv6 from which each user gets an address. */
export const ipv6Prefix = z.string().refine((text) => {
  const network = parseNetwork(text);
  return network !== undefined && network.family === 'ipv6' && network.prefix <= 128 - LEAST_FREE_BITS;
}, 'write a prefix of IPv6 with room for users, such as 2001:db8:1:2::/64');

/** A SOCKS5 proxy (RFC 1928, RFC 1929). */
export const socksSchema = z
  .strictObject({
    host: z.string().min(1).describe('Host of the proxy'),
    port: z.int().min(1).max(65535).default(1080).describe('Port of the proxy'),
    username: z.string().min(1).max(255).optional().describe('User at the proxy, where it asks for one'),
    password: z.string().min(1).max(255).optional().describe('Password at the proxy; or use passwordFile'),
    passwordFile: z.string().min(1).optional().describe('File with the password at the proxy; read at each connection'),
  })
  .superRefine((value, check) => {
    const hasPassword = value.password !== undefined || value.passwordFile !== undefined;
    if (value.password !== undefined && value.passwordFile !== undefined) {
      check.addIssue({ code: 'custom', path: ['password'], message: 'give either password or passwordFile' });
    }
    if ((value.username !== undefined) !== hasPassword) {
      check.addIssue({ code: 'custom', path: ['username'], message: 'username and password belong together' });
    }
  });

export type SocksConfig = z.infer<typeof socksSchema>;

/** `host:port` to listen on. */
export const listenAddress = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:.]+\]|[^\s:[\]]+):\d{1,5}$/, 'write host:port, such as 0.0.0.0:113 or [::]:113');
