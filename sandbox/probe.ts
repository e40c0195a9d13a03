import { connect } from 'node:net';

/**
 * Connects to 127.0.0.1, writes `greeting` and tells whether the answer contains `expected`: the way to see that a server
 * not only holds its port but works. False when it refuses, closes, or says nothing for `timeoutMs`.
 */
export async function answers(port: number, greeting: string, expected: string, timeoutMs = 2000): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let heard = '';
    const done = (result: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => done(false), timeoutMs);
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(greeting));
    socket.on('data', (text) => {
      heard += String(text);
      if (heard.includes(expected)) done(true);
    });
    socket.on('error', () => done(false));
    socket.on('close', () => done(false));
  });
}

/** Whether an XMPP stream for `domain` is answered with a stream header; `namespace` is `jabber:client` for c2s ports. */
export async function answersXmpp(port: number, domain: string, namespace: string): Promise<boolean> {
  const version = namespace === 'jabber:client' ? " version='1.0'" : '';
  const header = `<?xml version='1.0'?><stream:stream xmlns='${namespace}' xmlns:stream='http://etherx.jabber.org/streams' to='${domain}'${version}>`;
  return await answers(port, header, '<stream:stream');
}
