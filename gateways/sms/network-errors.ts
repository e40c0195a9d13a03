import { FAILURES, type Meaning } from './delivery-meaning.js';

/** An error that the phone network gave the carrier (TLV network_error_code, SMPP 3.4 5.3.2.31). */
export interface NetworkError {
  /** Type of the network: 3 is GSM. */
  readonly network: number;
  readonly code: number;
}

interface Network {
  readonly name: string;
  readonly codes: ReadonlyMap<number, Meaning>;
}

const { 'unknown-number': UNKNOWN_NUMBER, barred: BARRED, absent: ABSENT } = FAILURES;

/** Errors of MAP (3GPP TS 29.002 17.6.6), as far as they say more than that the message failed. */
const GSM: Network = {
  name: 'GSM',
  codes: new Map<number, Meaning>([
    [1, UNKNOWN_NUMBER], // unknownSubscriber
    [5, BARRED], // unidentifiedSubscriber
    [6, ABSENT], // absentSubscriberSM
    [8, ABSENT], // roamingNotAllowed
    [9, BARRED], // illegalSubscriber
    [10, BARRED], // bearerServiceNotProvisioned
    [11, BARRED], // teleserviceNotProvisioned
    [12, BARRED], // illegalEquipment
    [13, BARRED], // callBarred
    [21, BARRED], // facilityNotSupported
    [27, ABSENT], // absentSubscriber
    [31, ABSENT], // subscriberBusyForMT-SMS
    [32, ABSENT], // sm-DeliveryFailure
    [33, ABSENT], // messageWaitingListFull
    [34, ABSENT], // systemFailure
  ]),
};

/** Cause codes of a CDMA network (SMS_CauseCode of TIA-41, which IS-637 uses too). */
const IS_95: Network = {
  name: 'IS-95',
  codes: new Map<number, Meaning>([
    [0, UNKNOWN_NUMBER], // address vacant
    [32, ABSENT], // no page response
    [33, ABSENT], // destination busy
    [34, ABSENT], // no acknowledgement
    [35, ABSENT], // destination resource shortage
    [36, ABSENT], // delivery postponed
    [37, ABSENT], // destination out of service
    [38, UNKNOWN_NUMBER], // destination no longer at this address
    [98, BARRED], // termination denied
    [100, BARRED], // SMS not supported
  ]),
};

/** By the type of the network (3 of SMPP 3.4, 5 of SMPP 5.0 4.8.4.42). Other types have no errors that are known here. */
export const NETWORKS: ReadonlyMap<number, Network> = new Map([
  [3, GSM],
  [5, IS_95],
]);

/** What an error says beyond "undeliverable"; undefined where it says no more. */
export function networkMeaning({ network, code }: NetworkError): Meaning | undefined {
  return NETWORKS.get(network)?.codes.get(code);
}
