import { createHash, timingSafeEqual } from 'node:crypto';
import type {
  AddressCodec,
  AddressResult,
  ContactCard,
  Feature,
  Gateway,
  GatewayModule,
  RegistrationForm,
} from '../gateway.js';
import { type EchoConfig, echoConfig } from './config.js';
import { echoEmblem } from './emblem.js';
import { EchoHold } from './hold.js';
import { echoTexts } from './texts.js';

const NAME = 'echo';
const LANE = `${NAME}.0`;
/** `gateway` is no contact: the core keeps it for the gateway itself. */
const CONTACT = /^(?!gateway$)[a-z0-9.-]{1,64}$/;
const NICK = /^[a-z0-9.-]{1,32}$/;

/** By the key `features` of the config. */
const FEATURES: Readonly<Record<EchoConfig['features'], readonly Feature[]>> = {
  none: [],
  basic: ['receipts', 'styling'],
  all: [
    'receipts',
    'markers',
    'chat-states',
    'corrections',
    'retractions',
    'reactions',
    'replies',
    'files',
    'subjects',
    'threads',
    'styling',
    'html',
    'languages',
    'headers',
    'addresses',
    'objects',
    'rooms',
  ],
};

/**
 * The smallest complete gateway, and the worked example of how to add one: a network in memory whose contacts send each
 * text back. Admins use it to try an installation without a carrier.
 */
export const echoModule: GatewayModule<EchoConfig> = {
  name: NAME,
  config: echoConfig,
  texts: echoTexts,
  create: (config) => new EchoGateway(config),
};

/** Compares secrets in a time that does not depend on where they differ, nor on how long they are. */
function isSame(given: string, right: string): boolean {
  const [one, other] = [given, right].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

class EchoGateway implements Gateway {
  readonly name = NAME;
  readonly identity = { category: 'gateway', type: 'xmpp', name: 'Echo' };
  readonly contactIdentity = { category: 'client', type: 'bot' };
  readonly features: ReadonlySet<Feature>;
  readonly addresses = addresses;
  readonly example = 'romeo';
  readonly prompt = { description: { key: 'echo.prompt' }, label: { key: 'echo.prompt-label' } };
  readonly lanes = [LANE];
  readonly emblem = echoEmblem;
  readonly searchField = 'nick';
  readonly dataPolicy = { network: { retention: 0, extraInfo: { key: 'echo.policy' } } } as const;
  readonly presence = { ofContacts: true, laneFor: () => LANE };
  readonly domain: string;
  readonly registration: RegistrationForm;
  readonly #config: EchoConfig;

  constructor(config: EchoConfig) {
    this.#config = config;
    this.domain = config.domain;
    this.features = new Set(FEATURES[config.features]);
    this.registration = registration(config);
  }

  lanesFor(): readonly string[] {
    return this.lanes;
  }

  vcard(contact: string): ContactCard {
    return { nick: contact, note: { key: 'echo.contact' } };
  }

  async hold(_lane: string, context: Parameters<Gateway['hold']>[1]): Promise<EchoHold> {
    return new EchoHold(context, this.features, this.#config.answers);
  }
}

const addresses: AddressCodec = {
  parse: (local) => readContact(local),
  prompt: (text) => readContact(text.trim().toLowerCase()),
  format: (address) => address,
  schemes: ['echo'],
};

function readContact(text: string): AddressResult {
  if (CONTACT.test(text)) return { ok: true, address: text, local: text };
  const problem = {
    type: 'modify',
    condition: 'jid-malformed',
    text: { key: 'echo.address-wrong', params: { address: text } },
  } as const;
  const suggestion = text.toLowerCase();
  return CONTACT.test(suggestion) ? { ok: false, problem, suggestion } : { ok: false, problem };
}

function registration(config: EchoConfig): RegistrationForm {
  return {
    title: { key: 'echo.title' },
    instructions: { key: 'echo.instructions' },
    unique: 'nick',
    fields: [
      {
        name: 'nick',
        kind: 'text-single',
        label: { key: 'echo.nick' },
        required: true,
        validate: { datatype: 'xs:string', regex: NICK.source },
        check: (value) => (NICK.test(value) ? { value } : { wrong: { key: 'echo.nick-wrong' } }),
      },
      {
        name: 'password',
        kind: 'text-private',
        label: { key: 'echo.password' },
        required: config.password !== undefined,
      },
    ],
    async verify(values) {
      if (config.password === undefined || isSame(values.password ?? '', config.password)) return undefined;
      return { type: 'modify', condition: 'not-acceptable', text: { key: 'echo.password-wrong' } };
    },
  };
}
