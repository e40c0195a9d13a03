import type {
  Account,
  ContactCard,
  Feature,
  Gateway,
  GatewayCommand,
  Hold,
  HoldContext,
  MessageEvent,
  Problem,
  RegistrationForm,
} from '../gateway.js';
import { estimateCommand } from './commands/estimate.js';
import { numberAdminCommands } from './commands/number-admin.js';
import { optOutCommands } from './commands/opt-outs.js';
import { ownNumberCommands } from './commands/own-number.js';
import { usageCommand } from './commands/usage.js';
import { compose, composeOptions } from './compose.js';
import type { SmsConfig } from './config.js';
import { smsPolicy } from './data-policy.js';
import { smsEmblem } from './emblem.js';
import { SmsHold } from './hold.js';
import { SmsAddresses, senderName } from './numbers.js';
import { Destinations } from './policy/destinations.js';
import { OptOuts } from './policy/opt-outs.js';
import { preferencesOf, settingsOf, signed } from './preferences.js';
import { smsRegistration } from './registration.js';
import { Routes } from './routing.js';

/** Most texts: they fit one short message of any carrier, so they need not be cut to know it. */
const PLAIN_AND_SHORT = /^[ -Z_a-z]{1,140}$/;

/** XMPP to phones over SMPP carriers. */
export class SmsGateway implements Gateway {
  readonly name = 'sms';
  readonly identity = { category: 'gateway', type: 'sms', name: 'Text messages' };
  readonly contactIdentity = { category: 'client', type: 'sms' };
  /**
   * Receipts only where each carrier is asked for reports: which one a number takes is nobody's business. Phones show `*` and
   * `_` as they are, and people write them so.
   */
  readonly features: ReadonlySet<Feature>;
  readonly emblem = smsEmblem;
  readonly searchField = 'phone';
  readonly dataPolicy: NonNullable<Gateway['dataPolicy']>;
  /** Of the range that is reserved for examples in North America. */
  readonly example = '+15555550123';
  readonly prompt = { description: { key: 'sms.prompt.description' }, label: { key: 'sms.prompt.label' } };
  readonly registration: RegistrationForm;
  readonly settingsOf = settingsOf;
  readonly domain: string;
  readonly addresses: SmsAddresses;
  readonly lanes: readonly string[];
  readonly #config: SmsConfig;
  readonly commands: readonly GatewayCommand[];
  readonly #routes: Routes;
  readonly #destinations: Destinations;
  #optOuts: OptOuts | undefined;

  constructor(given: SmsConfig) {
    // A copy, which everybody below holds: `take` changes it in place.
    const config = { ...given };
    this.#config = config;
    this.domain = config.domain;
    const reports = config.carriers.every(({ registeredDelivery }) => registeredDelivery !== 'never');
    this.features = new Set<Feature>([
      'styling',
      ...(reports ? (['receipts'] as const) : []),
      // Of headers nothing but the urgency of a message is looked at.
      ...(config.flash ? (['headers'] as const) : []),
    ]);
    this.dataPolicy = smsPolicy(config);
    this.addresses = new SmsAddresses(config.defaultCountry);
    this.registration = smsRegistration(config);
    this.#destinations = new Destinations(config.countries, config.blocked);
    this.#routes = new Routes(config.carriers);
    this.lanes = this.#routes.lanes;
    this.commands = [
      estimateCommand({ config, routes: this.#routes, refusal: (contact) => this.#destinations.refusal(contact) }),
      usageCommand(config),
      ...ownNumberCommands({ numbers: config.numbers, gateway: config.domain }),
      ...numberAdminCommands(config.numbers.own.inventory),
      ...(config.keywords.enabled ? optOutCommands() : []),
    ];
  }

  take(next: unknown): void {
    // What the core hands over has passed the schema.
    const { maxSegments, transliterate, validity, countries, blocked, spending, keywords } = next as SmsConfig;
    const { enabled } = this.#config.keywords;
    Object.assign(this.#config, {
      ...{ maxSegments, transliterate, validity, countries, blocked, spending },
      keywords: { ...keywords, enabled },
    });
    this.#destinations.take(countries, blocked);
  }

  limit(event: MessageEvent): Problem | undefined {
    const preferences = preferencesOf(event);
    const body = signed(event.body, preferences);
    if (PLAIN_AND_SHORT.test(body)) return undefined;
    // The carrier is known only later; the one that needs the most room decides.
    for (const carrier of this.#config.carriers) {
      const composed = compose(body, composeOptions(this.#config, carrier, preferences));
      if (!('shaped' in composed)) return composed;
    }
    return undefined;
  }

  lanesFor(contact: string, _conversation: string, _account: Account | undefined): readonly string[] | Problem {
    return this.#destinations.refusal(contact) ?? this.#routes.lanesFor(contact);
  }

  vcard(contact: string): ContactCard {
    const name = senderName(contact);
    if (name !== undefined) return { name, note: { key: 'sms.contact.name' } };
    return /^\+?\d+$/.test(contact) ? { phone: contact } : { note: { key: 'sms.contact.anonymous' } };
  }

  repeatsUnknown(lane: string): boolean {
    return this.#routes.of(lane)?.carrier.unknownOutcome === 'resend';
  }

  async hold(lane: string, context: HoldContext): Promise<Hold> {
    const found = this.#routes.of(lane);
    if (found === undefined) throw new Error(`${lane} is no lane of this gateway`);
    // One list for all lanes of this process; they share the store as well.
    this.#optOuts ??= new OptOuts(context);
    const optOuts = this.#optOuts;
    const destinations = this.#destinations;
    const hold = new SmsHold({
      ...found,
      config: this.#config,
      alone: this.lanes.length === 1,
      context,
      optOuts,
      destinations,
    });
    hold.start();
    return hold;
  }
}
