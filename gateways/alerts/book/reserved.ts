/** Local part of the agent, which writes to everybody. */
export const AGENT = 'alerts';
/** Begins the local parts of bridges, under which they are in rooms. */
export const BRIDGE = 'bridge.';

/** Addresses at the domain of the gateway that can be nobody's route or list. `*` at the end: all that begin so. */
export const RESERVED: readonly { readonly name: string; readonly is: string }[] = [
  { name: 'gateway', is: 'the address of the gateway itself' },
  { name: AGENT, is: 'the address that alerts are written from' },
  { name: `${BRIDGE}*`, is: 'the address of a bridge' },
];

/** Words that stand where names stand, so that nothing of the book can be called so. */
export const WORDS: readonly { readonly name: string; readonly is: string }[] = [
  { name: 'everyone', is: 'whoever it is, where it says who may do something' },
  { name: 'people', is: 'each person of the book' },
  { name: 'all', is: 'each alert alone, or all routes' },
  { name: 'none', is: 'no policy' },
];

/** What an address at the domain of the gateway is, where it can be nobody's route or list; undefined: it is free. */
export function reservedFor(name: string): string | undefined {
  return RESERVED.find((one) => (one.name.endsWith('*') ? name.startsWith(one.name.slice(0, -1)) : name === one.name))
    ?.is;
}
