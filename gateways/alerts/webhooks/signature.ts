import { createHmac } from 'node:crypto';

/** The header that tells a receiver who sends, and when: with an old time a request is somebody's repeat. */
export const SIGNATURE_HEADER = 'X-Isthmus-Signature';

/** `t=<seconds since the epoch>,v1=<HMAC-SHA256 in hex over "<t>.<body>">`. */
export function signatureOf(body: string, secret: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
