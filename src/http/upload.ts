import { createReadStream } from 'node:fs';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../clock.js';
import type { Slot } from '../xmpp/http-upload.js';

/** How files are put into the upload service of the XMPP server (XEP-0363). */
export interface UploadSettings {
  /** Whether http without TLS will do. */
  readonly plainHttp: boolean;
  readonly userAgent: string;
  readonly clock: Clock;
  /** Milliseconds without progress; default 20 s. */
  readonly silence?: number;
  /** Milliseconds for everything; default 10 min. */
  readonly whole?: number;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string;
}

const SILENCE_MS = 20_000;
const WHOLE_MS = 600_000;

/**
 * Why a slot cannot be used; undefined where it can. Both addresses must be https (XEP-0363 5): the second is what users get.
 */
export function slotFault({ put, get }: Slot, plainHttp: boolean): string | undefined {
  for (const text of [put, get]) {
    const protocol = URL.canParse(text) ? new URL(text).protocol : '';
    if (protocol !== 'https:' && protocol !== 'http:') return 'its slot has an address that is none of HTTP';
    if (protocol === 'http:' && !plainHttp) return 'its slot is not https (media.uploadPlainHttp is false)';
  }
  return undefined;
}

/**
 * Puts a file into a slot (XEP-0363 7): exact Content-Length, the headers of the slot and no others, no redirects. Resolves
 * when the service has it, rejects with the reason where it has not. Not checked for private addresses: the admin's own
 * server names it.
 */
export async function putFile(
  slot: Slot,
  file: { readonly path: string; readonly size: number; readonly type: string },
  settings: UploadSettings,
): Promise<void> {
  const { userAgent, clock, silence = SILENCE_MS, whole = WHOLE_MS, ca } = settings;
  const url = new URL(slot.put);
  const options: RequestOptions = {
    method: 'PUT',
    agent: false,
    timeout: silence,
    headers: {
      ...slot.headers,
      'Content-Type': file.type,
      'Content-Length': file.size,
      'User-Agent': userAgent,
    },
  };
  const secure = url.protocol === 'https:';
  const request = secure
    ? tlsRequest(url, { ...options, ...(ca === undefined ? {} : { ca }) })
    : plainRequest(url, options);
  const late = (): void => void request.destroy(new Error('it was too slow'));
  const timer = clock.after(whole, late);
  request.on('timeout', late);
  try {
    const status = new Promise<number>((resolve, reject) => {
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.on('close', () => reject(new Error('the connection was closed')));
    });
    // Only the answer counts: a refusal may come while we are still writing, and tells more than the broken connection.
    pipeline(createReadStream(file.path), request).catch(() => undefined);
    const code = await status;
    if (code !== 201 && code !== 200 && code !== 204) throw new Error(`it answers the upload with ${code}`);
  } finally {
    timer.cancel();
    request.destroy();
  }
}
