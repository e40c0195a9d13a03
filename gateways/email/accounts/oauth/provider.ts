import type { MailboxesConfig, OAuthProviderConfig } from '../../mailboxes-config.js';
import { isUnder } from '../../servers.js';
import type { Provider } from '../discovery/providers.js';

/** A provider at which users sign in, with the client that the admin has registered there. */
export interface OAuthProvider {
  /** Its name in the config file. */
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly flow: 'device' | 'code';
  /** Endpoints (RFC 6749 3, RFC 8628 3.1); that of the flow is there. */
  readonly tokenUrl: string;
  readonly authorizeUrl?: string;
  readonly deviceUrl?: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** What else its authorization endpoint is told. */
  readonly extra: Readonly<Record<string, string>>;
}

type Known = Pick<OAuthProvider, 'flow' | 'tokenUrl' | 'scopes' | 'redirectUri' | 'extra'> &
  Partial<Pick<OAuthProvider, 'authorizeUrl' | 'deviceUrl'>>;

/** Nothing listens there: the browser shows an error, and the address that it shows has the code (RFC 8252 7.3). */
const OWN_MACHINE = 'http://127.0.0.1/';

const MICROSOFT = 'https://login.microsoftonline.com/common/oauth2';

const KNOWN: Readonly<Record<string, Known>> = {
  // Its device flow gives no access to mail.
  google: {
    flow: 'code',
    authorizeUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    redirectUri: OWN_MACHINE,
    scopes: ['https://mail.google.com/'],
    extra: { access_type: 'offline', prompt: 'consent' },
  },
  microsoft: {
    flow: 'device',
    authorizeUrl: `${MICROSOFT}/v2.0/authorize`,
    tokenUrl: `${MICROSOFT}/v2.0/token`,
    deviceUrl: `${MICROSOFT}/v2.0/devicecode`,
    redirectUri: `${MICROSOFT}/nativeclient`,
    scopes: [
      'https://outlook.office.com/IMAP.AccessAsUser.All',
      'https://outlook.office.com/SMTP.Send',
      'offline_access',
    ],
    extra: {},
  },
};

/** The provider of that name in the config; undefined where there is none that is whole. */
export function oauthProvider(name: string, { oauth }: Pick<MailboxesConfig, 'oauth'>): OAuthProvider | undefined {
  const given = Object.hasOwn(oauth, name) ? oauth[name] : undefined;
  if (given === undefined) return undefined;
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  const { tokenUrl = known?.tokenUrl, authorizeUrl = known?.authorizeUrl, deviceUrl = known?.deviceUrl } = given;
  const flow = given.flow ?? known?.flow ?? (deviceUrl === undefined ? 'code' : 'device');
  if (tokenUrl === undefined || (flow === 'device' ? deviceUrl : authorizeUrl) === undefined) return undefined;
  return {
    name,
    clientId: given.clientId,
    ...(given.clientSecret === undefined ? {} : { clientSecret: given.clientSecret }),
    flow,
    tokenUrl,
    ...(authorizeUrl === undefined ? {} : { authorizeUrl }),
    ...(deviceUrl === undefined ? {} : { deviceUrl }),
    redirectUri: given.redirectUri ?? known?.redirectUri ?? OWN_MACHINE,
    scopes: given.scopes ?? known?.scopes ?? [],
    extra: known?.extra ?? {},
  };
}

/**
 * The name of the provider at which the users of a mail domain sign in: by the domains that the admin names, else by the
 * known provider of that domain. See `VerificationOptions.signIn`.
 */
export function signInOf({ oauth }: Pick<MailboxesConfig, 'oauth'>) {
  const named = Object.entries<OAuthProviderConfig>(oauth);
  return (domain: string, provider: Provider | undefined): string | undefined => {
    const own = named.find(([, { domains }]) => isUnder(domain, domains))?.[0];
    const known = provider?.oauth;
    return own ?? (known !== undefined && Object.hasOwn(oauth, known) ? known : undefined);
  };
}
