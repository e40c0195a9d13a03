/** What an address of a gateway is. */
export type AddressKind = 'gateway' | 'contact' | 'no-reply' | 'malformed' | 'gateway resource' | 'contact resource';

/** `result`, an error by type and condition, or nothing at all. */
export type Expected = 'result' | `${'auth' | 'cancel' | 'modify' | 'wait'}/${string}` | 'silence';

export interface Row {
  readonly says: string;
  /** What follows `<iq to="..."`: attributes and content. `{id}` stands for an id. */
  readonly iq: string;
  /** By kind; kinds that are not named are answered as `otherwise` says. */
  readonly expected: Partial<Readonly<Record<AddressKind, Expected>>>;
  /** What the answer holds, by kind, as text. */
  readonly holds?: Partial<Readonly<Record<AddressKind, readonly (string | RegExp)[]>>>;
}

/**
 * What an address that names nobody answers, whatever it is asked: what the name lacks (RFC 6120 8.3.3.8), or that there
 * is no such resource (RFC 6121 8.5.3.2.3).
 */
export const otherwise: Readonly<Record<AddressKind, Expected>> = {
  gateway: 'cancel/service-unavailable',
  contact: 'cancel/service-unavailable',
  'no-reply': 'cancel/service-unavailable',
  malformed: 'modify/jid-malformed',
  'gateway resource': 'cancel/service-unavailable',
  'contact resource': 'cancel/service-unavailable',
};

const get = (content: string): string => `type="get" id="{id}">${content}</iq>`;
const set = (content: string): string => `type="set" id="{id}">${content}</iq>`;
const query = (ns: string, inner = '', more = ''): string => `<query xmlns="${ns}"${more}>${inner}</query>`;
const pubsub = (inner: string): string => `<pubsub xmlns="http://jabber.org/protocol/pubsub">${inner}</pubsub>`;

/** The entity itself answers, what names nobody does not. */
const ENTITY = { gateway: 'result', contact: 'result', 'no-reply': 'result' } as const;
const SERVICE = { gateway: 'result' } as const;
const everyEntity = (expected: Expected) => ({ gateway: expected, contact: expected, 'no-reply': expected });
/** Rules of RFC 6120 8.2.3 come before any address is looked at. */
const everywhere = (expected: Expected): Readonly<Record<AddressKind, Expected>> => ({
  ...everyEntity(expected),
  malformed: expected,
  'gateway resource': expected,
  'contact resource': expected,
});

const INFO = 'http://jabber.org/protocol/disco#info';
const ITEMS = 'http://jabber.org/protocol/disco#items';
const DATA = 'urn:xmpp:avatar:data';
const METADATA = 'urn:xmpp:avatar:metadata';
const VCARD4 = 'urn:ietf:params:xml:ns:vcard-4.0';

/** Every kind of request, with what each kind of address answers by the specification that is named. */
export const matrix: readonly Row[] = [
  {
    says: 'disco#info (XEP-0030 3.1)',
    iq: get(query(INFO)),
    expected: ENTITY,
    holds: {
      gateway: [
        /<identity [^>]*category="gateway"/,
        ...[INFO, ITEMS, 'http://jabber.org/protocol/caps', 'jabber:iq:register', 'jabber:iq:gateway'].map(feature),
        ...['jabber:iq:version', 'jabber:iq:last', 'jabber:iq:search', 'urn:xmpp:time', 'urn:xmpp:ping'].map(feature),
        ...['vcard-temp', VCARD4, 'jid\\20escaping'].map(feature),
        'urn:xmpp:data-policy:0',
        /urn:xmpp:data-policy:identity:gateway:[a-z]+:0/,
      ],
      contact: [/<identity [^>]*category="client"/, feature(INFO), feature('vcard-temp'), feature('urn:xmpp:receipts')],
      'no-reply': [/<identity [^>]*category="client"/, feature('urn:xmpp:noreply:0')],
    },
  },
  {
    says: 'disco#info of a node that is not there (XEP-0030 7)',
    iq: get(query(INFO, '', ' node="no-such-node"')),
    expected: everyEntity('cancel/item-not-found'),
  },
  {
    says: 'disco#info of a node of the avatar (XEP-0060 5.3)',
    iq: get(query(INFO, '', ` node="${METADATA}"`)),
    expected: ENTITY,
    holds: { contact: [/<identity [^>]*category="pubsub"/, `node="${METADATA}"`] },
  },
  {
    says: 'disco#items (XEP-0030 4.1, XEP-0084 6.1)',
    iq: get(query(ITEMS)),
    expected: ENTITY,
    holds: { contact: [`node="${DATA}"`, `node="${METADATA}"`], 'no-reply': [`node="${DATA}"`] },
  },
  {
    says: 'disco#items of a node that is not there (XEP-0030 7)',
    iq: get(query(ITEMS, '', ' node="no-such-node"')),
    expected: everyEntity('cancel/item-not-found'),
  },
  { says: 'a set of disco#info', iq: set(query(INFO)), expected: {} },
  {
    says: 'the version, without the operating system (XEP-0092)',
    iq: get(query('jabber:iq:version')),
    expected: ENTITY,
    holds: { gateway: [/<name>Isthmus<\/name><version>[^<]+<\/version><\/query>/] },
  },
  {
    says: 'the time (XEP-0202)',
    iq: get('<time xmlns="urn:xmpp:time"/>'),
    expected: ENTITY,
    holds: { contact: [/<tzo>[+-]\d\d:\d\d<\/tzo><utc>\d{4}-\d\d-\d\dT[\d:.]+Z<\/utc>/] },
  },
  {
    says: 'the uptime of the service; of a contact nobody knows (XEP-0012)',
    iq: get(query('jabber:iq:last')),
    expected: SERVICE,
    holds: { gateway: [/seconds="\d+"/] },
  },
  { says: 'a ping (XEP-0199)', iq: get('<ping xmlns="urn:xmpp:ping"/>'), expected: ENTITY },
  {
    says: 'the registration form (XEP-0077 3.1); a resource of the gateway is the label of an account',
    iq: get(query('jabber:iq:register')),
    expected: { ...SERVICE, 'gateway resource': 'result' },
    holds: { gateway: ['<instructions>', 'FORM_TYPE'], 'gateway resource': ['<instructions>', 'FORM_TYPE'] },
  },
  {
    says: 'the gateway prompt (XEP-0100 6.3)',
    iq: get(query('jabber:iq:gateway')),
    expected: SERVICE,
    holds: { gateway: [/<desc>[^<]+<\/desc><prompt>[^<]+<\/prompt>/] },
  },
  {
    says: 'something at the prompt that is no address (XEP-0100 6.3)',
    iq: set(query('jabber:iq:gateway', '<prompt>what is this?</prompt>')),
    expected: { gateway: 'modify/not-acceptable' },
  },
  {
    says: 'the search form (XEP-0055 2.1)',
    iq: get(query('jabber:iq:search')),
    expected: SERVICE,
    holds: { gateway: ['<first/>', '<last/>', '<nick/>', '<email/>', 'FORM_TYPE'] },
  },
  {
    says: 'a search that finds nobody (XEP-0055 2.1)',
    iq: set(query('jabber:iq:search', '<last>Nobody of this name</last>')),
    expected: SERVICE,
    holds: { gateway: [/<query [^>]*\/>/] },
  },
  {
    says: 'the vCard (XEP-0054)',
    iq: get('<vCard xmlns="vcard-temp"/>'),
    expected: ENTITY,
    holds: {
      gateway: ['<FN>', '<JABBERID>', '<PHOTO><TYPE>image/png</TYPE><BINVAL>'],
      contact: ['<FN>', '<JABBERID>', '<PHOTO><TYPE>image/png</TYPE><BINVAL>'],
    },
  },
  {
    says: 'a vCard that is not theirs (XEP-0054 3.2)',
    iq: set('<vCard xmlns="vcard-temp"><FN>Mallory</FN></vCard>'),
    expected: everyEntity('auth/forbidden'),
  },
  {
    says: 'the vCard4 (XEP-0292 3.1)',
    iq: get(`<vcard xmlns="${VCARD4}"/>`),
    expected: ENTITY,
    holds: { gateway: ['<kind><text>application</text></kind>'], contact: [/<impp><uri>xmpp:[^<]+<\/uri><\/impp>/] },
  },
  {
    says: 'a vCard4 that is not theirs',
    iq: set(`<vcard xmlns="${VCARD4}"><fn><text>Mallory</text></fn></vcard>`),
    expected: everyEntity('auth/forbidden'),
  },
  {
    says: 'the metadata of the avatar (XEP-0084 4.2.1)',
    iq: get(pubsub(`<items node="${METADATA}"/>`)),
    expected: ENTITY,
    holds: { contact: [/<item id="([0-9a-f]{40})"><metadata [^>]+><info [^>]*id="\1"/, 'type="image/png"'] },
  },
  {
    says: 'the avatar itself (XEP-0084 3.4)',
    iq: get(pubsub(`<items node="${DATA}" max_items="1"/>`)),
    expected: ENTITY,
    holds: { gateway: [/<data xmlns="urn:xmpp:avatar:data">[A-Za-z0-9+/]+=*<\/data>/] },
  },
  {
    says: 'an avatar of another id (XEP-0060 6.5.9.12)',
    iq: get(pubsub(`<items node="${DATA}"><item id="${'0'.repeat(40)}"/></items>`)),
    expected: ENTITY,
    holds: { contact: [/<items [^>]*\/>/] },
  },
  {
    says: 'a node of publish-subscribe that is not there (XEP-0060 6.5.9.11)',
    iq: get(pubsub('<items node="no-such-node"/>')),
    expected: everyEntity('cancel/item-not-found'),
  },
  {
    says: 'an avatar that is not theirs (XEP-0060 7.1.3.1)',
    iq: set(pubsub(`<publish node="${DATA}"><item id="x"/></publish>`)),
    expected: everyEntity('auth/forbidden'),
  },
  {
    says: 'a subscription to a node (XEP-0060 6.1.3.10)',
    iq: set(pubsub(`<subscribe node="${METADATA}" jid="someone@example.org"/>`)),
    expected: everyEntity('cancel/feature-not-implemented'),
    holds: { contact: ['feature="subscribe"'] },
  },
  { says: 'a request that nobody knows', iq: get('<dance xmlns="urn:example:dance"/>'), expected: {} },
  { says: 'an order that nobody knows', iq: set('<dance xmlns="urn:example:dance"/>'), expected: {} },
  { says: 'a request without content', iq: 'type="get" id="{id}"/>', expected: everywhere('modify/bad-request') },
  {
    says: 'two requests in one',
    iq: get('<ping xmlns="urn:xmpp:ping"/><ping xmlns="urn:xmpp:ping"/>'),
    expected: everywhere('modify/bad-request'),
  },
  {
    says: 'a request without an id',
    iq: 'type="get"><ping xmlns="urn:xmpp:ping"/></iq>',
    expected: everywhere('modify/bad-request'),
  },
  {
    says: 'a request of no known type',
    iq: 'type="fetch" id="{id}"><ping xmlns="urn:xmpp:ping"/></iq>',
    expected: everywhere('modify/bad-request'),
  },
  {
    says: 'a result that nobody waits for (RFC 6120 8.2.3)',
    iq: 'type="result" id="{id}"><query xmlns="jabber:iq:version"/></iq>',
    expected: everywhere('silence'),
  },
  {
    says: 'an error that nobody waits for (RFC 6120 8.3.1)',
    iq: 'type="error" id="{id}"><error type="cancel"><item-not-found xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
    expected: everywhere('silence'),
  },
];

function feature(name: string): string {
  return `<feature var="${name}"/>`;
}
