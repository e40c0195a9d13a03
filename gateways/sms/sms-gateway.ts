import type { Account, Feature, Gateway, Hold, HoldContext, MessageEvent, Problem } from '../gateway.js';
import type { SmsConfig } from './config.js';
import { SmsHold } from './hold.js';
import { SmsAddresses } from './numbers.js';
import { tooLong } from './outbound.js';
import { smsRegistration } from './registration.js';
import { Routes } from './routing.js';
import { chooseEncoding, normaliseText } from './text/choose.js';
import { splitText } from './text/segment.js';

/** A text below this many UTF-16 code units fits any allowed number of segments, so it need not be counted. */
const SURELY_SHORT = 60;

/** XMPP to phones over SMPP carriers. */
export class SmsGateway implements Gateway {
  readonly name = 'sms';
  readonly identity = { category: 'gateway', type: 'sms', name: 'Text messages' };
  readonly contactIdentity = { category: 'client', type: 'sms' };
  readonly features: ReadonlySet<Feature> = new Set<Feature>(['receipts']);
  /** Of the range that is reserved for examples in North America. */
  readonly example = '+15555550123';
  readonly prompt = { description: { key: 'sms.prompt.description' }, label: { key: 'sms.prompt.label' } };
  readonly registration = smsRegistration;
  readonly domain: string;
  readonly addresses: SmsAddresses;
  readonly lanes: readonly string[];
  readonly #config: SmsConfig;
  readonly #routes: Routes;

  constructor(config: SmsConfig) {
    this.#config = config;
    this.domain = config.domain;
    this.addresses = new SmsAddresses(config.defaultCountry);
    this.#routes = new Routes(config.carriers);
    this.lanes = this.#routes.lanes;
  }

  limit(event: MessageEvent): Problem | undefined {
    if (event.body.length <= SURELY_SHORT) return undefined;
    const text = normaliseText(event.body);
    const most = this.#config.maxSegments;
    // The carrier is known only later; the alphabet of the strictest one decides.
    const segments = Math.max(
      ...this.#config.carriers.map(
        ({ defaultAlphabet }) => splitText(text, chooseEncoding(text, defaultAlphabet)).length,
      ),
    );
    if (segments <= most) return undefined;
    return tooLong(segments, most);
  }

  laneFor(contact: string, _conversation: string, _account: Account | undefined): string | Problem {
    return this.#routes.laneFor(contact);
  }

  async hold(lane: string, context: HoldContext): Promise<Hold> {
    const found = this.#routes.of(lane);
    if (found === undefined) throw new Error(`${lane} is no lane of this gateway`);
    const hold = new SmsHold({ ...found, config: this.#config, alone: this.lanes.length === 1, context });
    hold.start();
    return hold;
  }
}
