/** The provider cannot be asked now, or does not answer as one: nothing is decided, and it is tried again later. */
export class OAuthUnavailable extends Error {
  override readonly name = 'OAuthUnavailable';
}

/** The answer of an endpoint: an object of JSON, whatever the status. */
interface FormAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts a form to an endpoint of a provider (RFC 6749 3.2). Rejects with `OAuthUnavailable` alone. */
export type FormPost = (url: string, fields: Readonly<Record<string, string>>) => Promise<FormAnswer>;

const WHOLE_MS = 15_000;
const MOST_OCTETS = 64 * 1024;

/** Endpoints are those of the config file and of our table, never of a user: they may be anywhere. Follows no redirect. */
export const formPost: FormPost = async (url, fields) => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(WHOLE_MS),
    });
    const { status } = response;
    const body: unknown = JSON.parse(await shortText(response));
    if (status >= 500 || status === 429 || !isRecord(body)) throw new OAuthUnavailable(`status ${status}`);
    return { status, body };
  } catch (error) {
    if (error instanceof OAuthUnavailable) throw error;
    // What else is in the error may name what was posted.
    throw new OAuthUnavailable(error instanceof Error ? error.name : 'no answer');
  }
};

async function shortText(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let octets = 0;
  for await (const piece of response.body ?? []) {
    octets += piece.length;
    if (octets > MOST_OCTETS) throw new OAuthUnavailable('too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is a text. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A member that is a number of seconds, also as text; in milliseconds. */
export function secondsIn(body: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = Object.hasOwn(body, name) ? Number(body[name]) : Number.NaN;
  return Number.isFinite(value) && value > 0 ? Math.min(value, 10 * 365 * 86_400) * 1000 : undefined;
}
