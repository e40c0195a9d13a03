import type { Expected } from './address-matrix.js';

/** Who sends: somebody registered, somebody who is not, or somebody whom the rules deny. */
export type Sender = 'registered' | 'stranger' | 'denied';

export interface ErrorRow {
  readonly says: string;
  readonly from: Sender;
  /** `{gateway}`, `{contact}`, `{malformed}` stand for addresses, `{id}` for an id. */
  readonly stanza: string;
  readonly expected: Expected;
  /** The code of old (XEP-0086), where the specification obliges to it (XEP-0077 9). */
  readonly code?: number;
  /** The error says in words what happened and names this in them. */
  readonly names?: RegExp;
  /** Only where this gateway can be asked so. */
  readonly gateway?: string;
}

const iq = (to: string, type: string, content: string): string =>
  `<iq to="${to}" type="${type}" id="{id}">${content}</iq>`;
const register = (inner: string): string =>
  iq('{gateway}', 'set', `<query xmlns="jabber:iq:register">${inner}</query>`);
const chat = (to: string, content: string, type = 'chat'): string =>
  `<message to="${to}" type="${type}" id="{id}">${content}</message>`;
const presence = (to: string, type: string): string =>
  `<presence to="${to}" id="{id}"${type === '' ? '' : ` type="${type}"`}/>`;
const ENCRYPTED = '<encrypted xmlns="urn:xmpp:omemo:2"/><body>I sent you an OMEMO message</body>';

/** What each wrong input is answered with. The walker checks besides what is true of every error (RFC 6120 8.3). */
export const errorTable: readonly ErrorRow[] = [
  // Requests.
  {
    says: 'a request whose namespace is not handled',
    from: 'registered',
    stanza: iq('{gateway}', 'get', '<x xmlns="urn:example:x"/>'),
    expected: 'cancel/service-unavailable',
    code: 503,
    names: /urn:example:x/,
  },
  {
    says: 'a request with nothing in it',
    from: 'registered',
    stanza: '<iq to="{gateway}" type="set" id="{id}"/>',
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'a request with two things in it',
    from: 'registered',
    stanza: iq('{contact}', 'get', '<ping xmlns="urn:xmpp:ping"/><ping xmlns="urn:xmpp:ping"/>'),
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'a request without an id',
    from: 'registered',
    stanza: '<iq to="{gateway}" type="get"><ping xmlns="urn:xmpp:ping"/></iq>',
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'a request of a type that there is not',
    from: 'registered',
    stanza: iq('{gateway}', 'put', '<ping xmlns="urn:xmpp:ping"/>'),
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'a result that nobody waits for',
    from: 'registered',
    stanza: '<iq to="{gateway}" type="result" id="{id}"/>',
    expected: 'silence',
  },
  {
    says: 'an error that nobody waits for',
    from: 'registered',
    stanza: '<iq to="{contact}" type="error" id="{id}"><error type="cancel"/></iq>',
    expected: 'silence',
  },
  { says: 'an error to a message', from: 'registered', stanza: chat('{contact}', '', 'error'), expected: 'silence' },
  { says: 'an error to presence', from: 'registered', stanza: presence('{contact}', 'error'), expected: 'silence' },
  {
    says: 'disco#info of an unknown node',
    from: 'registered',
    stanza: iq('{contact}', 'get', '<query xmlns="http://jabber.org/protocol/disco#info" node="x"/>'),
    expected: 'cancel/item-not-found',
    code: 404,
  },
  {
    says: 'the vCard of somebody else',
    from: 'registered',
    stanza: iq('{contact}', 'set', '<vCard xmlns="vcard-temp"/>'),
    expected: 'auth/forbidden',
    code: 403,
  },
  // Addresses.
  {
    says: 'a request to a contact that cannot be one',
    from: 'registered',
    stanza: iq('{malformed}', 'get', '<query xmlns="http://jabber.org/protocol/disco#info"/>'),
    expected: 'modify/jid-malformed',
    code: 400,
  },
  {
    says: 'a message to a contact that cannot be one',
    from: 'registered',
    stanza: chat('{malformed}', '<body>Hello</body>'),
    expected: 'modify/jid-malformed',
    code: 400,
  },
  {
    says: 'a request to a resource, which no address of ours has',
    from: 'registered',
    stanza: iq('{contact}/phone', 'get', '<ping xmlns="urn:xmpp:ping"/>'),
    expected: 'cancel/service-unavailable',
    names: /{contact}/,
  },
  // Who may.
  {
    says: 'a message of somebody who is not registered',
    from: 'stranger',
    stanza: chat('{contact}', '<body>Hello</body>'),
    expected: 'auth/registration-required',
    code: 407,
    names: /{gateway}/,
  },
  {
    says: 'a subscription of somebody who is not registered',
    from: 'stranger',
    stanza: presence('{contact}', 'subscribe'),
    expected: 'auth/registration-required',
    code: 407,
  },
  ...['', 'unavailable', 'probe', 'unsubscribe', 'subscribed', 'unsubscribed'].map(
    (type): ErrorRow => ({
      says: `presence "${type}" of somebody who is not registered`,
      from: 'stranger',
      stanza: presence('{contact}', type),
      expected: 'silence',
    }),
  ),
  ...(['get', 'set'] as const).map(
    (type): ErrorRow => ({
      says: `registration (${type}) of somebody whom the rules deny`,
      from: 'denied',
      stanza: iq(
        '{gateway}',
        type,
        `<query xmlns="jabber:iq:register">${type === 'set' ? '<nick>x</nick><name>x</name>' : ''}</query>`,
      ),
      expected: 'auth/forbidden',
      code: 403,
    }),
  ),
  {
    says: 'a message of somebody whom the rules deny',
    from: 'denied',
    stanza: chat('{contact}', '<body>Hello</body>'),
    expected: 'auth/forbidden',
  },
  {
    says: 'the prompt of somebody whom the rules deny',
    from: 'denied',
    stanza: iq('{gateway}', 'get', '<query xmlns="jabber:iq:gateway"/>'),
    expected: 'auth/forbidden',
  },
  {
    says: 'a search of somebody whom the rules deny',
    from: 'denied',
    stanza: iq('{gateway}', 'set', '<query xmlns="jabber:iq:search"><first>x</first></query>'),
    expected: 'auth/forbidden',
  },
  // Registration (XEP-0077 3).
  {
    says: 'registration with a contact',
    from: 'stranger',
    stanza: iq('{contact}', 'get', '<query xmlns="jabber:iq:register"/>'),
    expected: 'cancel/service-unavailable',
    code: 503,
  },
  {
    says: 'registration without a field that is required',
    from: 'stranger',
    stanza: register('<password>x</password>'),
    expected: 'modify/not-acceptable',
    code: 406,
    names: /^Nick: /,
    gateway: 'echo',
  },
  {
    says: 'registration with a value that is none',
    from: 'stranger',
    stanza: register('<nick>two words</nick>'),
    expected: 'modify/not-acceptable',
    code: 406,
    names: /^Nick: /,
    gateway: 'echo',
  },
  {
    says: 'registration with what belongs to somebody else',
    from: 'stranger',
    stanza: register('<nick>juliet</nick>'),
    expected: 'cancel/conflict',
    code: 409,
    names: /juliet/,
    gateway: 'echo',
  },
  {
    says: 'registration with a value that is none',
    from: 'stranger',
    stanza: register('<x xmlns="jabber:x:data" type="submit"><field var="country"><value>XX</value></field></x>'),
    expected: 'modify/not-acceptable',
    code: 406,
    names: /XX/,
    gateway: 'sms',
  },
  {
    says: 'registration with nothing',
    from: 'stranger',
    stanza: register(''),
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'removal with company',
    from: 'registered',
    stanza: register('<remove/><nick>x</nick>'),
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'removal of what was never there',
    from: 'stranger',
    stanza: register('<remove/>'),
    expected: 'auth/registration-required',
    code: 407,
  },
  // The prompt and search.
  {
    says: 'nothing at the prompt',
    from: 'stranger',
    stanza: iq('{gateway}', 'set', '<query xmlns="jabber:iq:gateway"><prompt> </prompt></query>'),
    expected: 'modify/not-acceptable',
    code: 406,
  },
  {
    says: 'at the prompt what is no address',
    from: 'stranger',
    stanza: iq('{gateway}', 'set', '<query xmlns="jabber:iq:gateway"><prompt>?!</prompt></query>'),
    expected: 'modify/not-acceptable',
    code: 406,
  },
  {
    says: 'at the prompt more than an address',
    from: 'stranger',
    stanza: iq(
      '{gateway}',
      'set',
      `<query xmlns="jabber:iq:gateway"><prompt>1${' '.repeat(100_000)}x</prompt></query>`,
    ),
    expected: 'modify/not-acceptable',
    code: 406,
  },
  {
    says: 'a search for nothing',
    from: 'stranger',
    stanza: iq('{gateway}', 'set', '<query xmlns="jabber:iq:search"><first/></query>'),
    expected: 'modify/not-acceptable',
    code: 406,
  },
  {
    says: 'a search by another form',
    from: 'stranger',
    stanza: iq(
      '{gateway}',
      'set',
      '<query xmlns="jabber:iq:search"><x xmlns="jabber:x:data" type="form"><field var="first"/></x></query>',
    ),
    expected: 'modify/bad-request',
    code: 400,
  },
  {
    says: 'a search at a contact',
    from: 'registered',
    stanza: iq('{contact}', 'get', '<query xmlns="jabber:iq:search"/>'),
    expected: 'cancel/service-unavailable',
  },
  {
    says: 'a search while the directory does not answer',
    from: 'registered',
    stanza: iq('{gateway}', 'set', '<query xmlns="jabber:iq:search"><first>broken</first></query>'),
    expected: 'wait/remote-server-timeout',
    code: 504,
  },
  // Messages.
  {
    says: 'a message to a room, where there are none',
    from: 'registered',
    stanza: chat('{contact}', '<body>Hello</body>', 'groupchat'),
    expected: 'cancel/service-unavailable',
    code: 503,
  },
  {
    says: 'a message that only its receiver could read',
    from: 'registered',
    stanza: chat('{contact}', ENCRYPTED),
    expected: 'modify/not-acceptable',
    code: 406,
    names: /encrypted/,
  },
  {
    says: 'a message that is too long to be carried',
    from: 'registered',
    stanza: chat('{contact}', `<body>${'long '.repeat(2000)}</body>`),
    expected: 'modify/not-acceptable',
    code: 406,
    names: /too long/,
    gateway: 'sms',
  },
  {
    says: 'a message to whom nobody can write',
    from: 'registered',
    stanza: chat('acme;alphanumeric@{gateway}', '<body>Hello</body>'),
    expected: 'cancel/not-allowed',
    code: 405,
    names: /cannot be answered/,
    gateway: 'sms',
  },
  {
    says: 'a stanza that is larger than is read',
    from: 'registered',
    stanza: chat('{contact}', `<body>${'x'.repeat(300_000)}</body>`),
    expected: 'modify/policy-violation',
  },
];
