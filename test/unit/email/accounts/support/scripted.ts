import { createServer, type Socket } from 'node:net';

/** A server of lines that a test writes: `answer` is given each line, and sends what it likes. */
export interface Scripted {
  readonly port: number;
  /** Lines that were heard, of all connections. */
  readonly heard: string[];
  close(): Promise<void>;
}

/** Listens on loopback; `greeting` is sent to whoever connects. Answers are lines with their ends, or nothing. */
export async function scripted(
  greeting: string,
  answer: (line: string, socket: Socket) => string | undefined,
): Promise<Scripted> {
  const heard: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => undefined);
    if (greeting !== '') socket.write(greeting);
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      const lines = `${rest}${String(text)}`.split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        const reply = answer(line, socket);
        if (reply !== undefined && !socket.destroyed) socket.write(reply);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
