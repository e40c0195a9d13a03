import type { ProbeLogin } from './probe.js';

/** A way to log in (RFC 4422): its name, and what is said first, which is all that it says. */
interface Mechanism {
  readonly name: string;
  /** Base64. */
  readonly response: string;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** PLAIN (RFC 4616), OAUTHBEARER (RFC 7628) or XOAUTH2, by what the server offers (in capitals); undefined: none of them. */
export function mechanismFor(
  login: ProbeLogin,
  offered: ReadonlySet<string>,
  { host, port }: { readonly host: string; readonly port: number },
): Mechanism | undefined {
  const { user } = login;
  if ('password' in login) {
    return offered.has('PLAIN') ? { name: 'PLAIN', response: base64(`\0${user}\0${login.password}`) } : undefined;
  }
  const { accessToken } = login;
  if (offered.has('OAUTHBEARER')) {
    // A comma and an equals sign would end the name (RFC 5801 4).
    const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
    const fields = [`n,a=${name},`, `host=${host}`, `port=${port}`, `auth=Bearer ${accessToken}`, '', ''];
    return { name: 'OAUTHBEARER', response: base64(fields.join('\x01')) };
  }
  if (!offered.has('XOAUTH2')) return undefined;
  return { name: 'XOAUTH2', response: base64([`user=${user}`, `auth=Bearer ${accessToken}`, '', ''].join('\x01')) };
}
