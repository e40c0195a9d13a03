/** Local part of the agent, which writes to everybody. */
export const AGENT = 'alerts';
/** Begins the local parts of bridges, under which they are in rooms. */
export const BRIDGE = 'bridge.';

/** What an address at the domain of the gateway is, where it can be nobody's route or list; undefined: it is free. */
export function reservedFor(name: string): string | undefined {
  if (name === 'gateway') return 'the address of the gateway itself';
  if (name === AGENT) return 'the address that alerts are written from';
  return name.startsWith(BRIDGE) ? 'the address of a bridge' : undefined;
}
