import { Terminal } from './terminal.js';
import type { XmppAccount } from './xmpp-server.js';

/** Opens Profanity, a client in a terminal, and logs in. */
export async function openProfanity(
  { jid, password, host, port }: XmppAccount,
  patienceMs = 60_000,
): Promise<Terminal> {
  const terminal = await Terminal.open({ command: 'profanity', columns: 100, rows: 26 });
  try {
    await terminal.shows(/Type '\/help'/, patienceMs);
    await terminal.type(`/connect ${jid} server ${host} port ${port} tls disable`);
    await terminal.shows(/Enter password/, patienceMs);
    await terminal.type(password);
    await terminal.shows(/logged in successfully/, patienceMs);
    return terminal;
  } catch (error) {
    await terminal.close();
    throw error;
  }
}
