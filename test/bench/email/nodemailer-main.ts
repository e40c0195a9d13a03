/**
 * A program that sends mail and does nothing else: a pool of nodemailer, as its documentation has it. Arguments: port,
 * connections, milliseconds of warm-up at least, milliseconds that count. Writes how many mails went out in a second.
 */
import { createTransport } from 'nodemailer';
import { TEXT } from '../rivals.js';
import { WARM, WARM_MS } from './warm.js';

const [port = 0, connections = 10, warmMs = 0, ms = 0] = process.argv.slice(2).map(Number);
/** Mails that wait for a connection, so that none ever waits for a mail. */
const WAITING = 100;

const transport = createTransport({
  pool: true,
  host: '127.0.0.1',
  port,
  secure: false,
  ignoreTLS: true,
  maxConnections: connections,
  maxMessages: Number.POSITIVE_INFINITY,
});

let [sent, open, going] = [0, 0, true];

function send(n: number): void {
  open += 1;
  const mail = {
    from: `u${n % 1000}@mail.example.org`,
    to: `c${n % 1000}@example.net`,
    subject: 'Message from a user',
    text: `${n} ${TEXT}`,
  };
  transport.sendMail(mail, (error) => {
    if (error !== null) throw error;
    open -= 1;
    sent += 1;
    if (going) send(n + WAITING);
    else if (open === 0) transport.close();
  });
}

for (let n = 0; n < WAITING; n++) send(n);
const began = performance.now();
const warming = setInterval(() => {
  const passed = performance.now() - began;
  if (passed < warmMs || (sent < WARM && passed < WARM_MS)) return;
  clearInterval(warming);
  console.log('warm');
  const [from, before] = [performance.now(), sent];
  setTimeout(() => {
    const rate = ((sent - before) * 1000) / (performance.now() - from);
    going = false;
    console.log(`rate=${rate.toFixed(1)}`);
  }, ms);
}, 20);
