import type { CodeView, FailureView, OperationAnswer, SessionView } from '../src/http/console/api.js';
import { languageName, t } from './texts.js';

/** Something the server would not do, or that it could not be asked. The message is a sentence for the admin. */
export class Refused extends Error {
  /** HTTP status; 0: no answer came. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Query = Readonly<Record<string, string | number | undefined>>;

let csrf = '';
let onSignedOut: () => void = () => undefined;

/** Called once whenever an answer says that the session is over. */
export function whenSignedOut(call: () => void): void {
  onSignedOut = call;
}

/** Asks for a view of the API; rejects with `Refused`, or as `fetch` does where it is aborted. */
export async function get<View>(path: string, query: Query = {}, signal?: AbortSignal): Promise<View> {
  return await ask<View>('GET', path + search(query), undefined, signal);
}

/** Runs an operation. What it brings is for tables and forms to show; rejects with `Refused` where it was not run. */
export async function run(
  noun: string,
  verb: string,
  values: Readonly<Record<string, readonly string[]>>,
): Promise<OperationAnswer> {
  return await ask<OperationAnswer>('POST', 'operations', { noun, verb, values });
}

/** Who is signed in in this browser; undefined: nobody. */
export async function currentSession(): Promise<SessionView | undefined> {
  try {
    return remembered(await ask<SessionView>('GET', 'session'));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return undefined;
    throw error;
  }
}

/** Resolves with whether the code can come as a message at present. */
export async function askForCode(jid: string): Promise<boolean> {
  const { stream } = await ask<CodeView>('POST', 'session/code', { jid });
  return stream === 'up';
}

/** Begins a session with the code that was sent to that JID. */
export async function signIn(jid: string, code: string): Promise<SessionView> {
  return remembered(await ask<SessionView>('POST', 'session', { jid, code }));
}

/** Ends the session on the server. */
export async function signOut(): Promise<void> {
  await ask('DELETE', 'session');
}

function remembered(session: SessionView): SessionView {
  csrf = session.csrf;
  return session;
}

async function ask<View>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<View> {
  const response = await fetch(`api/${path}`, {
    method,
    credentials: 'same-origin',
    headers: {
      Accept: 'application/json',
      'Accept-Language': languageName,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(method === 'GET' ? {} : { 'X-CSRF-Token': csrf }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused(0, t.errors.unreachable);
  });
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as View;
  if (response.status === 401 && !path.startsWith('session')) onSignedOut();
  throw new Refused(response.status, reason(text) ?? t.errors.status(response.status));
}

function reason(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as Partial<FailureView>;
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

function search(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}
