import type { Gateway, GatewayPolicy } from '../../gateways/gateway.js';
import type { Directory } from '../directory/directory.js';
import { longestKept } from '../store/links.js';
import type { AvatarImage } from '../xmpp/avatar.js';
import type { Form } from '../xmpp/forms.js';
import {
  type ContactRole,
  contactsForm,
  type Hours,
  outageForm,
  type Policy,
  policyForm,
} from '../xmpp/service-info.js';
import { avatarOf, drawAvatar } from './avatar.js';
import type { Limits } from './site.js';
import type { Catalogue } from './text/catalogue.js';

const HOUR_MS = 3_600_000;

/** What the admin has a gateway tell of itself. */
export interface AboutSettings {
  /** A PNG in place of the gateway's emblem. */
  readonly avatar?: Buffer | undefined;
  readonly contacts?: Partial<Readonly<Record<ContactRole, readonly string[]>>>;
  readonly outage?: readonly string[];
  readonly dataPolicy?: Policy;
  readonly networkPolicy?: Policy | undefined;
  readonly directory?: DirectorySettings | undefined;
}

/** Where users look for people (XEP-0055). */
export interface DirectorySettings {
  readonly directory: Directory;
  /** The most people that a search finds. */
  readonly results: number;
}

/** What a gateway tells of itself beyond identity and features. It is the same for everybody and in one language. */
export interface About {
  readonly avatar: AvatarImage;
  /** Forms of the gateway's disco#info (XEP-0128). */
  readonly forms: readonly Form[];
  /** Where users can search; undefined where no search is offered. */
  readonly directory: DirectorySettings | undefined;
}

/** Puts together what the admin says, what the gateway says, and what the core knows of itself. */
export function aboutOf(
  gateway: Gateway,
  words: Catalogue,
  times: { readonly limits: Pick<Limits, 'expiry'>; readonly linkTtl: number },
  settings: AboutSettings = {},
): About {
  const { avatar, contacts = {}, outage = [], directory } = settings;
  const network = { ...inWords(gateway.dataPolicy?.network ?? {}, words), ...settings.networkPolicy };
  const forms = [
    contactsForm(contacts),
    outageForm(outage),
    policyForm({ ...ownPolicy(gateway, words, times), ...settings.dataPolicy }),
    policyForm(network, gateway.identity),
  ];
  return {
    avatar: avatar === undefined ? drawAvatar(gateway.emblem) : avatarOf(avatar),
    forms: forms.filter((form) => form !== undefined),
    directory: gateway.searchField === undefined ? undefined : directory,
  };
}

/** What is true of every installation (docs/admin/security.md tells the same), and what the gateway adds to it. */
function ownPolicy(
  gateway: Gateway,
  words: Catalogue,
  { limits, linkTtl }: { readonly limits: Pick<Limits, 'expiry'>; readonly linkTtl: number },
): Policy {
  const own = inWords(gateway.dataPolicy?.own ?? {}, words);
  const hours = Math.ceil(limits.expiry / HOUR_MS);
  const reports = Math.ceil((longestKept(linkTtl) * 1000) / HOUR_MS);
  return {
    authData: gateway.registration.fields.some(({ kind }) => kind === 'text-private') ? 'plain' : 'no_auth',
    deletion: false,
    encryptionAtRest: false,
    access: ['admins'],
    fullErasure: false,
    extraInfo: words.text({ key: 'policy.own', params: { hours, reports } }),
    ...own,
    retention: longer(hours, own.retention),
  };
}

function longer(hours: number, other: Hours | undefined): Hours {
  return typeof other === 'string' ? other : Math.max(hours, other ?? 0);
}

/** In the language that everybody gets: what is told here is part of the caps, which are the same for all. */
function inWords({ extraInfo, ...policy }: GatewayPolicy, words: Catalogue): Policy {
  return extraInfo === undefined ? policy : { ...policy, extraInfo: words.text(extraInfo) };
}
