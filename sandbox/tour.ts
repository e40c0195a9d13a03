import type { Element } from 'ltx';
import type { Child } from './child.js';
import { tourSteps } from './tour-steps.js';
import { TourWorld } from './tour-world.js';
import { Transcript } from './transcript.js';

/**
 * The tour: everything that Isthmus needs, started on loopback, and one text message there and back, each step checked
 * against what really happened. With `--once` it ends afterwards, with 0 only if every step happened; else it stays up for a
 * person with a client.
 */
async function main(): Promise<number> {
  const once = process.argv.includes('--once');
  const transcript = new Transcript(process.stdout);
  const world = new TourWorld();
  const stopped = whenAskedToStop();
  transcript.title('Isthmus: a tour on this machine');
  try {
    const walk = walkThrough(world, transcript);
    const complete = await Promise.race([walk, stopped.then(() => undefined)]);
    if (complete === undefined) return 130;
    if (once || !complete) return complete ? 0 : 1;
    transcript.text(farewell(world));
    void tellCodes(world, transcript);
    const isthmus: Child = world.isthmus;
    const ended = await Promise.race([stopped.then(() => undefined), isthmus.exited]);
    if (ended === undefined) return 0;
    transcript.text(`Isthmus has ended by itself:\n${isthmus.tail()}`);
    return 1;
  } finally {
    transcript.text('Stopping everything ...');
    await world.stop();
  }
}

/** Walks until the first step that does not happen. */
async function walkThrough(world: TourWorld, transcript: Transcript): Promise<boolean> {
  const steps = tourSteps(world, transcript);
  for (const [index, { title, run }] of steps.entries()) {
    transcript.step(index + 1, title);
    try {
      await Promise.race([run(), world.broken]);
    } catch (error) {
      transcript.failure(error instanceof Error ? error.message : String(error));
      transcript.text(`\nStep ${index + 1} of ${steps.length} did not happen.`);
      const logs = world.logs();
      if (logs !== '') transcript.text(logs);
      return false;
    }
  }
  transcript.text(`\nAll ${steps.length} steps happened.`);
  return true;
}

function farewell(world: TourWorld): string {
  const { host, c2sPort } = world.prosody;
  const { juliet, phone, gateway, certificate } = world;
  // Not the phone that Romeo wrote to: with one number for all of us it would ask which of the two it answers.
  const another = `${phone.slice(0, -1)}${(Number(phone.slice(-1)) + 1) % 10}`;
  return `
Now you: log in with any XMPP client on this machine
  address   ${juliet.jid}
  password  ${juliet.password}
  server    ${host}, port ${c2sPort}
  ${certificate === undefined ? 'allow a connection without TLS (it is loopback only)' : 'accept the certificate, which was made for this tour'}
Register with ${gateway} (in the list of services of your server), then write to ${another}@${gateway}
or to any other number: every phone of this network answers. (${phone} knows Romeo already; when you
write to it too, it is asked whom it answers, because both of you send from one number.)

The console: open ${world.console} and sign in as ${world.romeo.bare}. The code is told here, where Romeo reads it;
as ${juliet.jid} it comes to your client.

Ctrl-C stops everything and leaves nothing behind.`;
}

/** Romeo is an admin, and tells what he gets to sign in to the console. */
async function tellCodes(world: TourWorld, transcript: Transcript): Promise<void> {
  for (;;) {
    const isCode = (stanza: Element) => /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/.test(stanza.getChildText('body') ?? '');
    const message = await world.romeo.waitFor(isCode, 'a code', FOR_EVER_MS).catch(() => undefined);
    if (message === undefined) return;
    transcript.text(`Romeo got: ${message.getChildText('body') ?? ''}`);
  }
}

/** The longest time that a timer knows. */
const FOR_EVER_MS = 2 ** 31 - 1;

/** Resolves at the first Ctrl-C or SIGTERM; a second one ends at once, and the children with us. */
function whenAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = () => {
      if (asked) process.exit(130);
      asked = true;
      resolve();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

process.exitCode = await main();
process.exit();
