import { OAuthUnavailable, secondsIn, textIn } from './form-post.js';
import { askTokens, type Endpoint, type Tokens } from './tokens.js';

/** A sign-in that waits for its user (RFC 8628 3.2). JSON-able. */
export interface DeviceCode {
  readonly deviceCode: string;
  /** What the user types at `url`. */
  readonly userCode: string;
  readonly url: string;
  /** Time between two questions, ms. */
  readonly interval: number;
  /** Wall time, ms. */
  readonly expiresAt: number;
}

type DeviceAnswer =
  | { readonly state: 'pending'; readonly code: DeviceCode }
  | { readonly state: 'granted'; readonly tokens: Tokens }
  | { readonly state: 'refused' | 'expired'; readonly said: string };

const USUAL_INTERVAL_MS = 5000;
const USUAL_LIFE_MS = 900_000;

/** Begins. Rejects with `OAuthUnavailable`. */
export async function startDevice({ provider, post, clock }: Endpoint): Promise<DeviceCode> {
  const { clientId, deviceUrl = '', scopes } = provider;
  const { body } = await post(deviceUrl, { client_id: clientId, scope: scopes.join(' ') });
  const deviceCode = textIn(body, 'device_code');
  const userCode = textIn(body, 'user_code');
  // The second name is that of a draft, which some kept.
  const url = textIn(body, 'verification_uri') ?? textIn(body, 'verification_url');
  if (deviceCode === undefined || userCode === undefined || url === undefined || !isPage(url)) {
    throw new OAuthUnavailable(textIn(body, 'error') ?? 'no device code');
  }
  return {
    deviceCode,
    userCode: userCode.slice(0, 100),
    url,
    interval: secondsIn(body, 'interval') ?? USUAL_INTERVAL_MS,
    expiresAt: clock.now() + (secondsIn(body, 'expires_in') ?? USUAL_LIFE_MS),
  };
}

/** Asks once whether the user has signed in; to be repeated after the interval of the code that comes back. */
export async function askDevice(endpoint: Endpoint, code: DeviceCode): Promise<DeviceAnswer> {
  if (endpoint.clock.now() >= code.expiresAt) return { state: 'expired', said: '' };
  const answer = await askTokens(endpoint, {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: code.deviceCode,
  });
  if (answer.ok) return { state: 'granted', tokens: answer.tokens };
  switch (answer.error) {
    case 'authorization_pending':
      return { state: 'pending', code };
    case 'slow_down':
      return { state: 'pending', code: { ...code, interval: code.interval + USUAL_INTERVAL_MS } };
    case 'expired_token':
      return { state: 'expired', said: answer.said };
    default:
      return { state: 'refused', said: answer.said };
  }
}

function isPage(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
