/** Names of fields as RFC 9110 5.1 has them, no longer than anybody needs. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** Values of fields (RFC 9110 5.5) in ASCII: no line ends, no control characters, no space around. */
const VALUE = /^[!-~](?:[ -~\t]*[!-~])?$/;
const LONGEST_VALUE = 4096;

/**
 * What says where a request goes, how its octets are framed and what the connection does (RFC 9110 7.6.1), and of the program that
 * asks, which whoever sends it says alone; and cookies, since a request is nobody's session.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'cookie2',
  'expect',
  'forwarded',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);

/** Headers that a request may have at most beside those that it always has. */
export const MOST_HEADERS = 16;

/** Whether a header may be set on a request by whoever has it sent: its name. */
export function isFreeHeader(name: string): boolean {
  const small = name.toLowerCase();
  return NAME.test(name) && !RESERVED.has(small) && !small.startsWith('proxy-');
}

/** Whether a text may be the value of a header: it cannot begin another one. */
export function isHeaderValue(value: string): boolean {
  return value.length <= LONGEST_VALUE && VALUE.test(value);
}
