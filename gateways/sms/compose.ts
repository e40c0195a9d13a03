import type { GatewayEvent, Problem } from '../gateway.js';
import type { CarrierConfig, SmsConfig } from './config.js';
import { toSmppAddress } from './numbers.js';
import { registeredDelivery } from './registered-delivery.js';
import type { SubmitSm } from './smpp/pdu.js';
import { chooseEncoding, type DefaultAlphabet, type Encoding, normaliseText } from './text/choose.js';
import { encodePieces, splitText } from './text/segment.js';
import { relativeTime } from './validity.js';

const UDH_INDICATOR = 0x40;
const UCS2_DATA_CODING = 0x08;

/** A text in the form in which it travels, cut to what fits a short message each. */
export interface Composed {
  readonly encoding: Encoding;
  readonly pieces: readonly string[];
}

/** Cuts a text for a carrier; a problem where nothing of it can be sent, or where it would take too many pieces. */
export function compose(body: string, alphabet: DefaultAlphabet, mostSegments: number): Composed | Problem {
  const text = normaliseText(body);
  if (text === '') return { type: 'modify', condition: 'bad-request', text: { key: 'sms.message.empty' } };
  const encoding = chooseEncoding(text, alphabet);
  const pieces = splitText(text, encoding);
  if (pieces.length <= mostSegments) return { encoding, pieces };
  const params = { segments: pieces.length, most: mostSegments };
  return { type: 'modify', condition: 'not-acceptable', text: { key: 'sms.message.too-long', params } };
}

/** The short messages of a composed text, from one of our numbers; several share the reference (0 to 255). */
export function toShortMessages(
  event: GatewayEvent,
  { encoding, pieces }: Composed,
  sender: string,
  reference: number,
  carrier: CarrierConfig,
  validity: SmsConfig['validity'],
): readonly SubmitSm[] {
  const common = {
    source: toSmppAddress(sender, carrier.source),
    destination: toSmppAddress(event.contact, carrier.destination),
    esmClass: pieces.length > 1 ? UDH_INDICATOR : 0,
    dataCoding: encoding === 'ucs2' ? UCS2_DATA_CODING : 0,
    validityPeriod: validity === undefined ? '' : relativeTime(validity),
    serviceType: carrier.serviceType,
  };
  return encodePieces(pieces, encoding, reference).map((shortMessage, index) => ({
    ...common,
    registeredDelivery: registeredDelivery(event, carrier, index === pieces.length - 1),
    shortMessage,
  }));
}
