/** What gateways of one installation know of each other; part of the contract in gateway.ts, which every gateway imports instead. */

/** Another gateway of the installation. */
export interface Neighbour {
  /** Its XMPP domain. */
  readonly domain: string;
  /**
   * The bare JID of the contact that a text means there, read as leniently as what a person types (`AddressCodec.prompt`); undefined
   * where it is no address of that network.
   */
  jidOf(text: string): string | undefined;
}

/** The other gateways of the installation by their names (`sms`, `email`, `irc`); undefined: there is none of that name. Pure. */
export type Neighbours = (name: string) => Neighbour | undefined;
