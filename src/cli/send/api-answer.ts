/** An answer of the API, or of whatever else answered. */
export interface ApiAnswer {
  readonly status: number;
  /** JSON of an answer that is no problem; undefined: it is none. */
  readonly body?: unknown;
  /** Of a problem (RFC 9457) of Isthmus: the kind of problem, what happened and what to do, and each mistake. */
  readonly reason?: string;
  readonly detail?: string;
  readonly wrong: readonly string[];
  /** Milliseconds after which it may go better (RFC 9110 10.2.3). */
  readonly retryAfter?: number;
}

/** Octets of an answer that are read. */
const LARGEST = 256 * 1024;
const LONGEST_WAIT_MS = 3_600_000;
const MOST_MISTAKES = 20;

/** Reads an answer. Rejects where it does not come to its end. */
export async function answerOf(response: Response): Promise<ApiAnswer> {
  const json = jsonOf(await textOf(response));
  const after = waitOf(response.headers.get('retry-after'), response.headers.get('date'));
  const { status } = response;
  const rest = after === undefined ? {} : { retryAfter: after };
  if (status < 300) return { status, body: json, wrong: [], ...rest };
  if (!isObject(json) || typeof json.type !== 'string' || !json.type.startsWith('urn:isthmus:problem:')) {
    return { status, wrong: [], ...rest };
  }
  return {
    status,
    reason: json.type.slice('urn:isthmus:problem:'.length),
    ...(typeof json.detail === 'string' && { detail: json.detail }),
    wrong: mistakesOf(json.errors),
    ...rest,
  };
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > LARGEST) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mistakesOf(errors: unknown): readonly string[] {
  if (!Array.isArray(errors)) return [];
  return errors.slice(0, MOST_MISTAKES).flatMap((one: unknown) => {
    if (!isObject(one) || typeof one.message !== 'string') return [];
    return [typeof one.path === 'string' && one.path !== '' ? `${one.path}: ${one.message}` : one.message];
  });
}

/** `Retry-After` in milliseconds: seconds, or a date by the clock of who wrote it. */
function waitOf(value: string | null, date: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(date ?? '');
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT_MS) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
