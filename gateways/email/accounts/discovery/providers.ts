import { isUnder, type MailServer } from '../../servers.js';

/** How a provider lets mail programs in. */
type ProviderLogin =
  /** By the password of the account. */
  | 'password'
  /** By a password that the user makes there for one program. */
  | 'app-password'
  /** By signing in on a page (OAuth 2) only. */
  | 'oauth'
  /** By no means that a server could use. */
  | 'none';

/** A mail provider of which the servers are known. */
export interface Provider {
  /** Short, stable: it is stored. */
  readonly id: string;
  /** For people. */
  readonly name: string;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly login: ProviderLogin;
  /** Where the user makes such a password, or lets mail programs in. */
  readonly help?: string;
  /** IMAP is off until the user switches it on, on the page of `help`. */
  readonly imapIsOff?: true;
  /** Provider of `ownMailboxes.oauth` at which its users may sign in. */
  readonly oauth?: 'google' | 'microsoft';
  /** Names by which it marks its checks (RFC 8601). */
  readonly authservIds: readonly string[];
}

type Row = Omit<Provider, 'id' | 'authservIds'> & {
  /** Domains of addresses, with blanks between them. */
  readonly domains: string;
  /** Ends of the names of its MX hosts, for domains of its customers; as `domains`. */
  readonly mx?: string;
  readonly authservIds?: readonly string[];
};

const tls = (host: string, port = 993): MailServer => ({ host, port, security: 'tls' });
const starttls = (host: string, port = 587): MailServer => ({ host, port, security: 'starttls' });
/** Submission by TLS from the first octet (RFC 8314 3.3). */
const submissions = (host: string): MailServer => tls(host, 465);

const ROWS: Readonly<Record<string, Row>> = {
  gmail: {
    name: 'Gmail',
    domains: 'gmail.com googlemail.com',
    mx: 'google.com googlemail.com',
    imap: tls('imap.gmail.com'),
    smtp: submissions('smtp.gmail.com'),
    login: 'app-password',
    help: 'https://myaccount.google.com/apppasswords',
    oauth: 'google',
    authservIds: ['mx.google.com'],
  },
  outlook: {
    name: 'Outlook.com',
    domains:
      'outlook.com outlook.de outlook.fr outlook.it outlook.es outlook.jp outlook.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it hotmail.es hotmail.co.uk live.com live.de live.fr live.it live.nl live.co.uk msn.com',
    imap: tls('outlook.office365.com'),
    smtp: starttls('smtp-mail.outlook.com'),
    login: 'oauth',
    oauth: 'microsoft',
  },
  m365: {
    name: 'Microsoft 365',
    domains: 'onmicrosoft.com',
    mx: 'mail.protection.outlook.com mx.microsoft',
    imap: tls('outlook.office365.com'),
    smtp: starttls('smtp.office365.com'),
    login: 'oauth',
    oauth: 'microsoft',
  },
  yahoo: {
    name: 'Yahoo',
    domains:
      'yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.co.uk yahoo.ca yahoo.co.in ymail.com rocketmail.com myyahoo.com',
    mx: 'yahoodns.net',
    imap: tls('imap.mail.yahoo.com'),
    smtp: submissions('smtp.mail.yahoo.com'),
    login: 'app-password',
    help: 'https://login.yahoo.com/account/security',
  },
  aol: {
    name: 'AOL',
    domains: 'aol.com aol.de aol.fr aol.co.uk aim.com',
    imap: tls('imap.aol.com'),
    smtp: submissions('smtp.aol.com'),
    login: 'app-password',
    help: 'https://login.aol.com/account/security',
  },
  icloud: {
    name: 'iCloud',
    domains: 'icloud.com me.com mac.com',
    mx: 'mail.icloud.com',
    imap: tls('imap.mail.me.com'),
    smtp: starttls('smtp.mail.me.com'),
    login: 'app-password',
    help: 'https://account.apple.com/account/manage',
  },
  fastmail: {
    name: 'Fastmail',
    domains: 'fastmail.com fastmail.fm fastmail.de fastmail.net fastmail.org sent.com messagingengine.com',
    mx: 'messagingengine.com',
    imap: tls('imap.fastmail.com'),
    smtp: submissions('smtp.fastmail.com'),
    login: 'app-password',
    help: 'https://app.fastmail.com/settings/security',
  },
  gmx: {
    name: 'GMX',
    domains: 'gmx.de gmx.net gmx.at gmx.ch gmx.org gmx.eu gmx.info',
    imap: tls('imap.gmx.net'),
    smtp: submissions('mail.gmx.net'),
    login: 'password',
    imapIsOff: true,
    help: 'https://hilfe.gmx.net/pop-imap/einschalten.html',
  },
  'gmx-com': {
    name: 'GMX',
    domains: 'gmx.com gmx.us gmx.co.uk gmx.fr gmx.es',
    imap: tls('imap.gmx.com'),
    smtp: submissions('mail.gmx.com'),
    login: 'password',
    imapIsOff: true,
    help: 'https://support.gmx.com/pop-imap/toggle.html',
  },
  'web-de': {
    name: 'WEB.DE',
    domains: 'web.de email.de',
    imap: tls('imap.web.de'),
    smtp: starttls('smtp.web.de'),
    login: 'password',
    imapIsOff: true,
    help: 'https://hilfe.web.de/pop-imap/einschalten.html',
  },
  't-online': {
    name: 'T-Online',
    domains: 't-online.de magenta.de',
    imap: tls('secureimap.t-online.de'),
    smtp: submissions('securesmtp.t-online.de'),
    login: 'app-password',
    help: 'https://account.idm.telekom.com/account-manager/',
  },
  freenet: {
    name: 'freenet',
    domains: 'freenet.de freenetmail.de',
    imap: tls('mx.freenet.de'),
    smtp: starttls('mx.freenet.de'),
    login: 'password',
  },
  posteo: {
    name: 'Posteo',
    domains:
      'posteo.de posteo.net posteo.org posteo.at posteo.ch posteo.eu posteo.us posteo.uk posteo.nl posteo.me posteo.co posteo.pl posteo.be posteo.jp posteo.it posteo.es',
    imap: tls('posteo.de'),
    smtp: submissions('posteo.de'),
    login: 'password',
  },
  'mailbox-org': {
    name: 'mailbox.org',
    domains: 'mailbox.org',
    mx: 'mailbox.org',
    imap: tls('imap.mailbox.org'),
    smtp: submissions('smtp.mailbox.org'),
    login: 'password',
  },
  mailfence: {
    name: 'Mailfence',
    domains: 'mailfence.com',
    imap: tls('imap.mailfence.com'),
    smtp: submissions('smtp.mailfence.com'),
    login: 'password',
  },
  runbox: {
    name: 'Runbox',
    domains: 'runbox.com',
    mx: 'runbox.com',
    imap: tls('mail.runbox.com'),
    smtp: submissions('mail.runbox.com'),
    login: 'password',
  },
  riseup: {
    name: 'Riseup',
    domains: 'riseup.net',
    imap: tls('mail.riseup.net'),
    smtp: submissions('mail.riseup.net'),
    login: 'password',
  },
  yandex: {
    name: 'Yandex',
    domains: 'yandex.com yandex.ru ya.ru yandex.by yandex.kz yandex.ua',
    mx: 'mx.yandex.net mx.yandex.ru',
    imap: tls('imap.yandex.com'),
    smtp: submissions('smtp.yandex.com'),
    login: 'app-password',
    imapIsOff: true,
    help: 'https://id.yandex.com/security/app-passwords',
  },
  'mail-ru': {
    name: 'Mail.ru',
    domains: 'mail.ru inbox.ru list.ru bk.ru internet.ru',
    mx: 'emx.mail.ru',
    imap: tls('imap.mail.ru'),
    smtp: submissions('smtp.mail.ru'),
    login: 'app-password',
    help: 'https://account.mail.ru/user/2-step-auth/passwords/',
  },
  zoho: {
    name: 'Zoho Mail',
    domains: 'zoho.com zohomail.com',
    mx: 'mx.zoho.com mx2.zoho.com mx3.zoho.com',
    imap: tls('imap.zoho.com'),
    smtp: submissions('smtp.zoho.com'),
    login: 'app-password',
    imapIsOff: true,
    help: 'https://accounts.zoho.com/home#security/app_password',
  },
  'zoho-eu': {
    name: 'Zoho Mail',
    domains: 'zohomail.eu',
    mx: 'mx.zoho.eu mx2.zoho.eu mx3.zoho.eu',
    imap: tls('imap.zoho.eu'),
    smtp: submissions('smtp.zoho.eu'),
    login: 'app-password',
    imapIsOff: true,
    help: 'https://accounts.zoho.eu/home#security/app_password',
  },
  ionos: {
    name: 'IONOS',
    domains: 'online.de onlinehome.de',
    mx: 'kundenserver.de ionos.de',
    imap: tls('imap.ionos.de'),
    smtp: submissions('smtp.ionos.de'),
    login: 'password',
  },
  strato: {
    name: 'STRATO',
    domains: '',
    mx: 'rzone.de',
    imap: tls('imap.strato.de'),
    smtp: submissions('smtp.strato.de'),
    login: 'password',
  },
  migadu: {
    name: 'Migadu',
    domains: '',
    mx: 'migadu.com',
    imap: tls('imap.migadu.com'),
    smtp: submissions('smtp.migadu.com'),
    login: 'password',
  },
  gandi: {
    name: 'Gandi',
    domains: '',
    mx: 'mail.gandi.net',
    imap: tls('mail.gandi.net'),
    smtp: submissions('mail.gandi.net'),
    login: 'password',
  },
  ovh: {
    name: 'OVH',
    domains: '',
    mx: 'mail.ovh.net',
    imap: tls('ssl0.ovh.net'),
    smtp: submissions('ssl0.ovh.net'),
    login: 'password',
  },
  infomaniak: {
    name: 'Infomaniak',
    domains: 'ik.me etik.com ikmail.com',
    mx: 'infomaniak.ch',
    imap: tls('mail.infomaniak.com'),
    smtp: submissions('mail.infomaniak.com'),
    login: 'app-password',
    help: 'https://manager.infomaniak.com/v3/profile/application-password',
  },
  orange: {
    name: 'Orange',
    domains: 'orange.fr wanadoo.fr',
    imap: tls('imap.orange.fr'),
    smtp: submissions('smtp.orange.fr'),
    login: 'password',
  },
  free: {
    name: 'Free',
    domains: 'free.fr',
    imap: tls('imap.free.fr'),
    smtp: submissions('smtp.free.fr'),
    login: 'password',
  },
  laposte: {
    name: 'La Poste',
    domains: 'laposte.net',
    imap: tls('imap.laposte.net'),
    smtp: submissions('smtp.laposte.net'),
    login: 'password',
  },
  libero: {
    name: 'Libero',
    domains: 'libero.it inwind.it iol.it blu.it giallo.it',
    imap: tls('imapmail.libero.it'),
    smtp: submissions('smtp.libero.it'),
    login: 'password',
  },
  seznam: {
    name: 'Seznam',
    domains: 'seznam.cz email.cz post.cz spoluzaci.cz',
    imap: tls('imap.seznam.cz'),
    smtp: submissions('smtp.seznam.cz'),
    login: 'password',
  },
  qq: {
    name: 'QQ Mail',
    domains: 'qq.com foxmail.com',
    mx: 'qq.com',
    imap: tls('imap.qq.com'),
    smtp: submissions('smtp.qq.com'),
    login: 'app-password',
    imapIsOff: true,
    help: 'https://service.mail.qq.com/',
  },
  '163': {
    name: '163',
    domains: '163.com',
    imap: tls('imap.163.com'),
    smtp: submissions('smtp.163.com'),
    login: 'app-password',
    imapIsOff: true,
    help: 'https://help.mail.163.com/',
  },
  // Mail is encrypted there, and read only by programs of the provider: a bridge on the user's own machine for the first.
  proton: {
    name: 'Proton Mail',
    domains: 'proton.me protonmail.com protonmail.ch pm.me',
    mx: 'protonmail.ch',
    imap: starttls('127.0.0.1', 1143),
    smtp: starttls('127.0.0.1', 1025),
    login: 'none',
    help: 'https://proton.me/mail/bridge',
  },
  tuta: {
    name: 'Tuta',
    domains: 'tuta.com tuta.io tutanota.com tutanota.de tutamail.com keemail.me',
    mx: 'tutanota.de',
    imap: tls('mail.tutanota.de'),
    smtp: submissions('mail.tutanota.de'),
    login: 'none',
    help: 'https://tuta.com/faq#imap',
  },
};

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

const byId: ReadonlyMap<string, Provider> = new Map(
  Object.entries(ROWS).map(([id, { domains: _domains, mx: _mx, authservIds = [], ...row }]) => [
    id,
    { id, authservIds, ...row },
  ]),
);

const byDomain: ReadonlyMap<string, string> = new Map(
  Object.entries(ROWS).flatMap(([id, { domains }]) => words(domains).map((domain) => [domain, id] as const)),
);

/** The provider with an id that was stored. */
export function providerOf(id: string): Provider | undefined {
  return byId.get(id);
}

/** The provider whose own domain it is, or one below it (`contoso.onmicrosoft.com`). Small letters, A-labels. */
export function providerOfDomain(domain: string): Provider | undefined {
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    const id = byDomain.get(name);
    if (id !== undefined) return byId.get(id);
  }
  return undefined;
}

/** The provider that takes the mail of a domain, by the names of its MX hosts, best first. */
export function providerOfMx(hosts: readonly string[]): Provider | undefined {
  for (const host of hosts) {
    for (const [id, { mx = '' }] of Object.entries(ROWS)) if (isUnder(host, words(mx))) return byId.get(id);
  }
  return undefined;
}
