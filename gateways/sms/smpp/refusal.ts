import { ESME } from './pdu.js';

/** Why a carrier refuses a bind (command_status of the answer, SMPP 3.4 5.1.3). */
interface Refusal {
  readonly name: string;
  /** Only a person can mend it, so the carrier is asked again seldom. */
  readonly lasting: boolean;
  /** What the operator can do. */
  readonly advice: string;
}

const lasting = (name: string, advice: string): Refusal => ({ name, lasting: true, advice });
const passing = (name: string, advice: string): Refusal => ({ name, lasting: false, advice });

const REFUSALS: ReadonlyMap<number, Refusal> = new Map([
  [ESME.RINVBNDSTS, passing('ESME_RINVBNDSTS', 'none: the carrier is not ready for a bind')],
  [
    ESME.RALYBND,
    passing(
      'ESME_RALYBND',
      'if it stays so, more binds are open than the carrier allows: lower binds, or end what else uses it',
    ),
  ],
  [ESME.RSYSERR, passing('ESME_RSYSERR', 'none: the carrier has trouble of its own')],
  [
    ESME.RBINDFAIL,
    lasting(
      'ESME_RBINDFAIL',
      'ask the carrier: is the account active, is our address allowed, are so many binds, and is bind (transceiver or pair) right',
    ),
  ],
  [ESME.RINVPASWD, lasting('ESME_RINVPASWD', 'check password or passwordFile')],
  [ESME.RINVSYSID, lasting('ESME_RINVSYSID', 'check systemId, and host and port: is it the right carrier')],
  [ESME.RINVSYSTYP, lasting('ESME_RINVSYSTYP', 'check systemType')],
  [
    ESME.RINVCMDID,
    lasting('ESME_RINVCMDID', 'the carrier does not know this kind of bind: set bind to pair, or to transceiver'),
  ],
  [ESME.RTHROTTLED, passing('ESME_RTHROTTLED', 'none: the carrier wants fewer binds a minute')],
]);

const UNKNOWN: Refusal = lasting('of the carrier', 'ask the carrier what this status means');

/** The meaning of a status that a bind was refused with. */
export function refusalOf(status: number): Refusal {
  return REFUSALS.get(status) ?? UNKNOWN;
}
