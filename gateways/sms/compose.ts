import type { GatewayEvent, Problem } from '../gateway.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { toSmppAddress } from './numbers.js';
import type { Preferences } from './preferences.js';
import { registeredDelivery } from './registered-delivery.js';
import type { SubmitSm } from './smpp/pdu.js';
import { encodePieces, type UserData } from './text/segment.js';
import { type Shaped, shape, type TextOptions } from './text/shape.js';
import { relativeTime } from './validity.js';

const UDH_INDICATOR = 0x40;
const UCS2_DATA_CODING = 0x08;
/** data_coding: message class 0; the alphabet stays in the bits below (3GPP TS 23.038 4, groups 0001). */
const CLASS_0 = 0x10;
const NOTHING = Buffer.alloc(0);

/** How texts go to a carrier. */
export interface ComposeOptions extends TextOptions {
  /** Short messages that one text may become. */
  readonly mostSegments: number;
  /** Shown at once and not kept by the phone (message class 0, 3GPP TS 23.038 4). Default: false. */
  readonly flash?: boolean;
}

/** A text in the form in which it travels, cut to what fits a short message each. */
export interface Composed {
  readonly shaped: Shaped;
  readonly flash: boolean;
  /** Messages to submit; they share a reference where they are several. */
  readonly messages: number;
}

/** What the config says of texts to a carrier, and what their sender likes. */
export function composeOptions(
  config: Pick<SmsConfig, 'maxSegments' | 'transliterate'>,
  carrier: CarrierConfig,
  preferences: Pick<Preferences, 'transliterate'> = {},
): ComposeOptions {
  return {
    alphabet: carrier.defaultAlphabet,
    national: carrier.nationalShift,
    concat: carrier.concat,
    splitAt: carrier.splitAt,
    transliterate: preferences.transliterate ?? config.transliterate,
    mostSegments: config.maxSegments,
  };
}

/** Cuts a text for a carrier; a problem where nothing of it can be sent, or where it would take too many pieces. */
export function compose(body: string, options: ComposeOptions): Composed | Problem {
  const { mostSegments, flash = false } = options;
  const shaped = shape(body, flash ? withClass(options) : options);
  const segments = shaped.pieces.length;
  if (segments === 0) return { type: 'modify', condition: 'bad-request', text: { key: 'sms.message.empty' } };
  if (segments <= mostSegments) return { shaped, flash, messages: options.concat === 'payload' ? 1 : segments };
  const params = { segments, most: mostSegments };
  return { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.message.too-long', params } };
}

/** A class stands beside an alphabet by name (3GPP TS 23.038 4): septets are GSM then, whatever 0 means to the carrier. */
function withClass(options: TextOptions): TextOptions {
  return options.alphabet === 'packed-gsm' ? options : { ...options, alphabet: 'gsm' };
}

/** The short messages of a composed text, from one of our numbers; parts share the low bits of the reference. */
export function toShortMessages(
  event: GatewayEvent,
  { shaped: { form, pieces }, flash }: Composed,
  sender: string,
  reference: number,
  carrier: CarrierConfig,
  validity: SmsConfig['validity'],
): readonly SubmitSm[] {
  const common = {
    source: toSmppAddress(sender, carrier.source),
    destination: toSmppAddress(event.contact, carrier.destination),
    dataCoding: (form.encoding === 'ucs2' ? UCS2_DATA_CODING : 0) | (flash ? CLASS_0 : 0),
    validityPeriod: validity === undefined ? '' : relativeTime(validity),
    serviceType: carrier.serviceType,
  };
  const all = encodePieces(pieces, form, carrier.concat, reference);
  return all.map((data, index) => ({
    ...common,
    registeredDelivery: registeredDelivery(event, carrier, index === all.length - 1),
    esmClass: data.header ? UDH_INDICATOR : 0,
    ...userDataFields(data),
  }));
}

function userDataFields({ octets, sar, payload }: UserData): Pick<SubmitSm, 'shortMessage' | 'tlvs'> {
  if (payload) return { shortMessage: NOTHING, tlvs: { payload: octets } };
  return sar === undefined ? { shortMessage: octets } : { shortMessage: octets, tlvs: { sar } };
}
