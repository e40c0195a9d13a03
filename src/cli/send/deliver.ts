import type { Clock } from '../../clock.js';
import { type ApiAnswer, answerOf } from './api-answer.js';
import { EXIT, type ExitCode, SendError } from './exit-codes.js';
import type { SendSettings } from './settings.js';

/** A request of `POST /api/v1/messages`. What is missing is as the API has it. */
export interface MessageRequest {
  readonly to: readonly string[];
  readonly text: string;
  readonly title?: string;
  readonly severity?: string;
  readonly thread?: string;
  readonly replyTo?: string;
  readonly files?: readonly { readonly url: string; readonly name?: string }[];
  readonly expiresIn?: string;
}

/** How alerts are sent to the gateway, and for how long that is tried. */
export interface DeliveryOptions extends SendSettings {
  /** Milliseconds from the first try in which it is tried again. */
  readonly retry: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
}

/** A try that got no answer is given up after so long, ms; a file may come over a slow line, for which the server waits as long. */
const PATIENCE_MS = 30_000;
const FILE_PATIENCE_MS = 300_000;
/** Pause before the second try; twice as long each time, up to `LONGEST_PAUSE_MS`. */
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** What came of one try. */
type Tried =
  | { readonly kind: 'sent'; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly code: ExitCode; readonly reason: string }
  | { readonly kind: 'later'; readonly code: ExitCode; readonly reason: string; readonly after?: number };

/**
 * Has a message sent once: every try has the same idempotency key, so that none of them makes a second message. Resolves with the
 * answer of the API when Isthmus has the message; throws `SendError` where it is refused, or could not be taken in time.
 */
export async function deliver(message: MessageRequest, key: string, options: DeliveryOptions): Promise<unknown> {
  return await ask({ path: 'messages', type: 'application/json', body: JSON.stringify(message), key }, options);
}

/** Has a file kept, and gives the address by which the recipients of a message load it. Throws as `deliver`. */
export async function upload(
  file: { readonly name: string; readonly octets: Uint8Array<ArrayBuffer> },
  key: string,
  options: DeliveryOptions,
): Promise<{ readonly url: string; readonly name: string }> {
  const path = `files?name=${encodeURIComponent(file.name)}`;
  const answer = await ask({ path, type: 'application/octet-stream', body: file.octets, key }, options);
  const url = typeof answer === 'object' && answer !== null && 'url' in answer ? answer.url : undefined;
  if (typeof url === 'string') return { url, name: file.name };
  throw new SendError(EXIT.protocol, `${options.url} has taken the file ${file.name} and does not say where it is`);
}

/** One request, which is the same for each try. */
interface ApiRequest {
  /** Missing: POST. */
  readonly method?: 'GET' | 'DELETE' | 'POST';
  /** Below `/api/v1/`. */
  readonly path: string;
  readonly type: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly key: string;
}

/** Asks the API, again while it may help. Resolves with its answer, throws `SendError` where there is none in time, or it is refused. */
export async function ask(request: ApiRequest, options: DeliveryOptions): Promise<unknown> {
  const { clock, random, retry } = options;
  const until = clock.monotonic() + retry;
  for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const tried = await tryOnce(request, options);
    if (tried.kind === 'sent') return tried.answer;
    // Many scripts that were told the same at the same time do not come back at the same time.
    const wait = tried.kind === 'later' ? (tried.after ?? pause) * (1 + random() / 5) : 0;
    if (tried.kind === 'refused' || clock.monotonic() + wait > until) throw new SendError(tried.code, tried.reason);
    await new Promise<void>((resolve) => clock.after(wait, resolve));
  }
}

async function tryOnce(
  { method = 'POST', path, type, body, key }: ApiRequest,
  { url, token, fetch }: DeliveryOptions,
): Promise<Tried> {
  let answer: ApiAnswer;
  try {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': type,
        'idempotency-key': key,
      },
      ...(body !== undefined && { body }),
      // Whoever is sent elsewhere would show the token there.
      redirect: 'manual',
      signal: AbortSignal.timeout(typeof body === 'string' ? PATIENCE_MS : FILE_PATIENCE_MS),
    });
    answer = await answerOf(response);
  } catch (error) {
    return unreachable(url, error);
  }
  return verdictOn(answer, url);
}

function verdictOn({ status, reason, detail, wrong, retryAfter, body }: ApiAnswer, url: string): Tried {
  if (status >= 200 && status < 300) {
    return body === undefined && status !== 204
      ? {
          kind: 'refused',
          code: EXIT.protocol,
          reason: `${url} does not answer as Isthmus does: is it the right address?`,
        }
      : { kind: 'sent', answer: body };
  }
  const said = [detail ?? `${url} answers with status ${status}`, ...wrong].join('\n  ');
  if (status === 503 || status === 429 || status >= 500 || reason === 'key-busy') {
    return { kind: 'later', code: EXIT.later, reason: said, ...(retryAfter !== undefined && { after: retryAfter }) };
  }
  if (status === 401 || status === 403) return { kind: 'refused', code: EXIT.noPermission, reason: said };
  if (detail === undefined && (status === 404 || status === 405)) {
    const what = `${url} has no API for bots: is it the address of Isthmus, and is there a section gateways.alerts?`;
    return { kind: 'refused', code: EXIT.config, reason: what };
  }
  if (status >= 300 && status < 400) {
    const what = `${url} sends elsewhere (status ${status}): give the address where it ends`;
    return { kind: 'refused', code: EXIT.protocol, reason: what };
  }
  const isRecipient = wrong.length > 0 && wrong.every((one) => /^to\b/.test(one));
  return { kind: 'refused', code: isRecipient ? EXIT.noUser : EXIT.data, reason: said };
}

/** Codes of Node and OpenSSL where a certificate is not believed. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;

function unreachable(url: string, error: unknown): Tried {
  const { code, message } = causeOf(error);
  if (code === 'ENOTFOUND') {
    return { kind: 'refused', code: EXIT.noHost, reason: `there is no host of this name: ${url}` };
  }
  if (CERTIFICATE.test(code)) {
    const fix = 'set NODE_EXTRA_CA_CERTS to the file of the authority that has signed it';
    return {
      kind: 'refused',
      code: EXIT.unavailable,
      reason: `the certificate of ${url} is not known (${code}): ${fix}`,
    };
  }
  return {
    kind: 'later',
    code: EXIT.unavailable,
    reason: `${url} cannot be reached (${code || message}): does Isthmus run?`,
  };
}

/** The deepest reason that has a code. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'TimeoutError') return { code: 'ETIMEDOUT', message };
  const inner = error instanceof Error ? error.cause : undefined;
  if (inner instanceof Error) return causeOf(inner);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message };
}
