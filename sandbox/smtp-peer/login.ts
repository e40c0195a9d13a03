/** What somebody logs in with. */
export interface Credentials {
  readonly kind: 'password' | 'token';
  readonly user: string;
  readonly secret: string;
}

/** Who may log in, and how. */
export interface Login {
  /** `PLAIN`, `LOGIN`, `XOAUTH2`, `OAUTHBEARER`: what is announced, and understood in any case. */
  readonly mechanisms: readonly string[];
  accepts(credentials: Credentials): boolean;
}

/** Reads the argument of AUTH (RFC 4954); `ask` writes a challenge in base64 and reads the answer. Undefined: given up, or unknown. */
export async function readLogin(
  argument: string,
  ask: (challenge: string) => Promise<string>,
): Promise<Credentials | undefined> {
  const [mechanism = '', initial] = argument.split(' ');
  const first = async (): Promise<string> => decoded(initial ?? (await ask('')));
  switch (mechanism.toUpperCase()) {
    case 'PLAIN': {
      const [, user, secret] = (await first()).split('\0');
      return user === undefined || secret === undefined ? undefined : { kind: 'password', user, secret };
    }
    case 'LOGIN': {
      const user = decoded(initial ?? (await ask(encoded('Username:'))));
      return { kind: 'password', user, secret: decoded(await ask(encoded('Password:'))) };
    }
    case 'XOAUTH2':
      return token(await first(), /^user=(.*)$/);
    case 'OAUTHBEARER':
      return token(await first(), /^n,a=([^,]*),$/);
    default:
      return undefined;
  }
}

/** Reads fields with SOH between them: the first one says who, and one is the token (RFC 7628 3.1). */
function token(text: string, who: RegExp): Credentials | undefined {
  const [first = '', ...fields] = text.split('\u0001');
  const user = who.exec(first)?.[1];
  const bearer = fields.find((field) => field.startsWith('auth=Bearer '));
  if (user === undefined || bearer === undefined || !text.endsWith('\u0001\u0001')) return undefined;
  return { kind: 'token', user, secret: bearer.slice('auth=Bearer '.length) };
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}
