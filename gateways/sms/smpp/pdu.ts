/** What travels over an SMPP 3.4 session, in types of our own. */

/** A number or name with its type of number and numbering plan (SMPP 3.4 5.2.5, 5.2.6). */
export interface SmppAddress {
  readonly ton: number;
  readonly npi: number;
  /** Without a leading plus; at most 20 octets. */
  readonly value: string;
}

/** Optional parameters of a `submit_sm` (SMPP 3.4 5.3). */
export interface SubmitTlvs {
  /** sar_msg_ref_num, sar_total_segments, sar_segment_seqnum: the place of a part. */
  readonly sar?: { readonly reference: number; readonly total: number; readonly part: number };
  /** message_payload, at most 64 KiB; short_message is empty then (5.3.2.32). */
  readonly payload?: Buffer;
}

/** A `submit_sm` (SMPP 3.4 4.4.1). */
export interface SubmitSm {
  readonly source: SmppAddress;
  readonly destination: SmppAddress;
  readonly esmClass: number;
  readonly dataCoding: number;
  readonly registeredDelivery: number;
  /** `YYMMDDhhmmsstnnp`; empty: the carrier's default. */
  readonly validityPeriod: string;
  readonly serviceType: string;
  /** At most 254 octets, header included. */
  readonly shortMessage: Buffer;
  readonly tlvs?: SubmitTlvs;
}

/** Optional parameters of an inbound message as raw octets (SMPP 3.4 5.3). */
export interface InboundTlvs {
  readonly receiptedMessageId?: Buffer;
  readonly messageState?: Buffer;
  readonly networkErrorCode?: Buffer;
  readonly sarReference?: Buffer;
  readonly sarTotal?: Buffer;
  readonly sarPart?: Buffer;
  readonly destinationPort?: Buffer;
}

/** A `deliver_sm` or `data_sm` of the carrier, its text untouched. */
export interface InboundSm {
  readonly source: SmppAddress;
  readonly destination: SmppAddress;
  readonly esmClass: number;
  readonly protocolId: number;
  readonly dataCoding: number;
  /** short_message, or message_payload where that is empty. */
  readonly octets: Buffer;
  readonly tlvs: InboundTlvs;
}

interface Header {
  /** command_status (SMPP 3.4 5.1.3). */
  readonly status: number;
  readonly sequence: number;
}

/** A PDU of the carrier, as far as an ESME has to understand it (SMPP 3.4 4). */
export type Pdu = Header &
  (
    | { readonly command: 'inbound'; readonly request: 'deliver_sm' | 'data_sm'; readonly message: InboundSm }
    /** `congestion`: the TLV congestion_state (SMPP 5.0 4.8.4.18), percent. */
    | { readonly command: 'submit_sm_resp'; readonly messageId: string; readonly congestion?: number }
    /** `version`: the TLV sc_interface_version (SMPP 3.4 5.3.2.25). */
    | { readonly command: 'bind_resp'; readonly version?: number }
    | {
        readonly command:
          | 'enquire_link'
          | 'enquire_link_resp'
          | 'unbind'
          | 'unbind_resp'
          | 'generic_nack'
          | 'alert_notification'
          | 'other_resp'
          /** A request that an ESME is not asked, or that does not exist. */
          | 'other';
      }
    /** A request that is framed well, but its fields do not hold together. */
    | { readonly command: 'broken'; readonly id: number; readonly why: string }
  );

/** Values of command_status that the session itself uses. */
export const ESME = {
  ROK: 0x00,
  RINVCMDLEN: 0x02,
  RINVCMDID: 0x03,
  RINVBNDSTS: 0x04,
  RALYBND: 0x05,
  RSYSERR: 0x08,
  RBINDFAIL: 0x0d,
  RINVPASWD: 0x0e,
  RINVSYSID: 0x0f,
  RINVSYSTYP: 0x53,
  RTHROTTLED: 0x58,
  RX_T_APPN: 0x64,
  RX_P_APPN: 0x65,
  RX_R_APPN: 0x66,
  RINVTLVSTREAM: 0xc0,
} as const;
