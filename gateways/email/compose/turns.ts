/** Octets that are worked on before others have their turn: a few milliseconds. */
export const TURN_OCTETS = 512 * 1024;

/** Lets everything else that waits go first. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
