import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** What a small authorization server does next, changed by a test at any time. */
export interface Behaviour {
  /** Whether the user has typed the code of the device flow, or said no. */
  device: 'waiting' | 'slow' | 'yes' | 'no';
  /** What an access token is good for, s. */
  lifetime: number;
  /** The server is out of order. */
  broken: boolean;
  /** Every refresh gives another refresh token, and an old one ends them all. */
  rotate: boolean;
  /** A refresh token comes with the first answer. */
  lasting: boolean;
  /** Milliseconds that an answer takes. */
  delay: number;
}

export interface OAuthServer {
  readonly url: string;
  readonly behaviour: Behaviour;
  /** What was asked of the token endpoint, by `grant_type`. */
  readonly asked: string[];
  /** Access tokens that are good. */
  readonly tokens: Set<string>;
  /** The user goes to the page of the code flow and agrees; gives the address on which the browser ends. */
  agree(page: string): string;
  /** The user takes the permission back. */
  revoke(): void;
  close(): void;
}

/** An authorization server on loopback (RFC 6749, RFC 7636, RFC 8628) with one client, `isthmus`. */
export async function oauthServer(): Promise<OAuthServer> {
  const behaviour: Behaviour = {
    device: 'waiting',
    lifetime: 3600,
    broken: false,
    rotate: false,
    lasting: true,
    delay: 0,
  };
  const asked: string[] = [];
  const tokens = new Set<string>();
  const codes = new Map<string, { readonly challenge: string; readonly redirect: string }>();
  let refresh = '';
  const fresh = () => randomBytes(12).toString('hex');

  const granted = (first: boolean): object => {
    const access = fresh();
    tokens.clear();
    tokens.add(access);
    if (first || behaviour.rotate) refresh = fresh();
    const lasting = (first && behaviour.lasting) || (!first && behaviour.rotate);
    return {
      access_token: access,
      token_type: 'Bearer',
      expires_in: behaviour.lifetime,
      ...(lasting ? { refresh_token: refresh } : {}),
    };
  };

  const answer = (path: string, form: URLSearchParams): object => {
    if (form.get('client_id') !== 'isthmus') return { error: 'invalid_client' };
    if (path === '/device') {
      return {
        device_code: 'device-1',
        user_code: 'ABCD-EFGH',
        verification_uri: 'https://login.example/device',
        interval: 5,
        expires_in: 900,
      };
    }
    asked.push(form.get('grant_type') ?? '');
    switch (form.get('grant_type')) {
      case 'urn:ietf:params:oauth:grant-type:device_code':
        if (form.get('device_code') !== 'device-1') return { error: 'invalid_grant' };
        if (behaviour.device === 'waiting') return { error: 'authorization_pending' };
        if (behaviour.device === 'slow') return { error: 'slow_down' };
        return behaviour.device === 'yes' ? granted(true) : { error: 'access_denied', error_description: 'no' };
      case 'authorization_code': {
        const code = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        const good = code?.challenge === challenge && code.redirect === form.get('redirect_uri');
        return good && form.get('client_secret') === 'hush' ? granted(true) : { error: 'invalid_grant' };
      }
      case 'refresh_token': {
        if (form.get('refresh_token') === refresh && refresh !== '') return granted(false);
        refresh = '';
        return { error: 'invalid_grant' };
      }
      default:
        return { error: 'unsupported_grant_type' };
    }
  };

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      const result = answer(request.url ?? '', new URLSearchParams(body));
      setTimeout(() => {
        if (behaviour.broken) {
          response.writeHead(503, { 'content-type': 'text/html' }).end('<html>');
          return;
        }
        response.writeHead('error' in result ? 400 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(result));
      }, behaviour.delay);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    behaviour,
    asked,
    tokens,
    agree: (page) => {
      const { searchParams } = new URL(page);
      const code = fresh();
      const redirect = searchParams.get('redirect_uri') ?? '';
      codes.set(code, { challenge: searchParams.get('code_challenge') ?? '', redirect });
      return `${redirect}?state=${searchParams.get('state') ?? ''}&code=${code}&scope=mail`;
    },
    revoke: () => {
      refresh = '';
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
