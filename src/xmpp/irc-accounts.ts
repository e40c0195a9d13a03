import type { Header } from './headers.js';

/** Under which account the services of an IRC network know somebody, told where it is shown who says something. */
const HAT = 'urn:isthmus:irc:account:';
const HEADER = 'IRC-Account';

/** `uri` of the hat of whoever is logged in there (XEP-0317); another one for each account. */
export function accountHat(account: string): string {
  return `${HAT}${encodeURIComponent(account)}`;
}

/** The account that one of these hats tells. */
export function accountOfHats(hats: readonly string[]): string | undefined {
  const hat = hats.find((one) => one.startsWith(HAT));
  try {
    return hat === undefined ? undefined : decodeURIComponent(hat.slice(HAT.length));
  } catch {
    return undefined;
  }
}

/** The header of a message of whoever is logged in there (XEP-0131). */
export function accountHeader(account: string): Header {
  return { name: HEADER, value: account };
}

/** The account that one of these headers tells. */
export function accountOfHeaders(headers: readonly Header[]): string | undefined {
  return headers.find(({ name }) => name === HEADER)?.value;
}
