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

/** How a part of the installation stands, as those tell who work its lanes. */
export interface PartState {
  /** `xmpp`: the streams of the gateway that asks; else the name of another gateway. */
  readonly name: string;
  readonly lanes: number;
  /** Lanes that nobody works, or whose connections to the outside are down. */
  readonly down: number;
  /** Since when the first of these is down: wall time, ms; 0: none is. */
  readonly since: number;
  /** Why, in words for admins; also of lanes that go on, and where something that they need does not. Empty: there is no trouble. */
  readonly reason: string;
}
