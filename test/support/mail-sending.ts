import { SmtpClient } from '../../sandbox/smtp-peer/index.js';

/** A mail and whom it is for. */
export interface SentMail {
  /** Empty for the null sender. */
  readonly from: string;
  readonly to: readonly string[];
  /** Lines ended by LF or CR LF. */
  readonly octets: Uint8Array;
  /** What its sender wants to hear (RFC 3461); default what the server likes. */
  readonly notify?: string;
}

/** Hands a mail to a mail server on this machine (RFC 5321). Rejects where it does not take it. */
export async function handOver(port: number, { from, to, octets, notify }: SentMail): Promise<void> {
  const client = await SmtpClient.connect(port);
  const say = async (command: string) => {
    const { code, lines } = await client.say(command);
    if (code >= 400) throw new Error(`the mail server says to ${command.slice(0, 100)}: ${code} ${lines.join(' ')}`);
  };
  try {
    await client.reply();
    await say('EHLO client.example.net');
    const utf8 = [from, ...to].some((address) => /[^ -~]/.test(address)) ? ' SMTPUTF8' : '';
    const latin1 = (text: string) => Buffer.from(text).toString('latin1');
    await say(latin1(`MAIL FROM:<${from}> BODY=8BITMIME${utf8}`));
    const wants = notify === undefined ? '' : ` NOTIFY=${notify}`;
    for (const address of to) await say(latin1(`RCPT TO:<${address}>${wants}`));
    await say('DATA');
    const text = Buffer.from(octets).toString('latin1').replaceAll(/\r?\n/g, '\r\n').replaceAll(/^\./gm, '..');
    await say(`${text.endsWith('\r\n') ? text : `${text}\r\n`}.`);
  } finally {
    client.drop();
  }
}
