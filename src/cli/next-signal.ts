/** The first of some signals that the process gets from now on. The same signal again does what it usually does. */
export function nextSignal(names: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT']): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const got = (name: NodeJS.Signals): void => {
      for (const one of names) process.off(one, got);
      resolve(name);
    };
    for (const one of names) process.on(one, got);
  });
}
