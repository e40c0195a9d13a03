/**
 * `node scripts/pictures.mjs [profanity poezio gajim dino]`: people with these clients register, write to a phone and fill in a form, on real
 * servers, and what the screen shows becomes the pictures of docs/user.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ClientWorld } from './client-world.js';
import { withDino } from './desktop/dino-pictures.js';
import { withGajim } from './desktop/gajim-pictures.js';
import { Poezio } from './poezio.js';
import { openProfanity } from './profanity.js';
import type { Terminal } from './terminal.js';
import { terminalPicture } from './terminal-picture.js';

const PHONE = '+12025550123';
const OTHER_PHONE = '+12025550124';
const PATIENCE_MS = 120_000;
const FOLDER = new URL('../../docs/img/', import.meta.url);

function fileOf(name: string): string {
  return fileURLToPath(new URL(name, FOLDER));
}

async function picture(terminal: Terminal, name: string, alt: string): Promise<void> {
  const path = fileOf(`${name}.svg`);
  await writeFile(path, terminalPicture(await terminal.screen(true), alt));
  console.log(`written: ${path}`);
}

async function withProfanity(world: ClientWorld): Promise<void> {
  const terminal = await openProfanity(await world.prosody.addUser('juliet'), PATIENCE_MS);
  try {
    await terminal.type('/msg gateway@sms.example.org register Juliet');
    await terminal.shows(/Your country/, PATIENCE_MS);
    await terminal.type('US');
    await terminal.shows(/You are registered/, PATIENCE_MS);
    await picture(terminal, 'profanity-register', 'Profanity: registering in a chat with the gateway');

    await terminal.type('/sub allow sms.example.org');
    await terminal.type('/receipts request on');
    await terminal.type(`/msg ${PHONE}@sms.example.org Shall I come at nine?`);
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 1, PATIENCE_MS);
    await world.smsc.deliver({ from: PHONE, to: '+12025550100', text: 'At the hour of nine' });
    await terminal.shows(/At the hour of nine/, PATIENCE_MS);
    await picture(terminal, 'profanity-text', 'Profanity: a text to a phone, and its answer');

    await terminal.type('/cmd exec change sms.example.org');
    await terminal.shows(/field1/, PATIENCE_MS);
    await terminal.type('/field1 "Juliet Capulet"');
    await terminal.shows(/Field updated[\s\S]*Juliet Capulet/, PATIENCE_MS);
    await picture(terminal, 'profanity-form', 'Profanity: a form of the gateway, whose fields are set by commands');
  } finally {
    await terminal.close();
  }
}

async function withPoezio(world: ClientWorld): Promise<void> {
  const poezio = await Poezio.open(await world.prosody.addUser('romeo'), {
    trusted: world.trusted,
    patienceMs: PATIENCE_MS,
  });
  const { terminal } = poezio;
  try {
    await poezio.type('/message gateway@sms.example.org register Romeo');
    await terminal.shows(/Your country/, PATIENCE_MS);
    await poezio.type('US');
    await terminal.shows(/You are registered/, PATIENCE_MS);
    await picture(terminal, 'poezio-register', 'poezio: registering in a chat with the gateway');

    await poezio.type(`/message ${OTHER_PHONE}@sms.example.org Shall I come at nine?`);
    await world.smsc.waitFor(() => world.smsc.inbox(OTHER_PHONE).length === 1, PATIENCE_MS);
    await terminal.shows(/✔ romeo> Shall I come/, PATIENCE_MS);
    await world.smsc.deliver({ from: OTHER_PHONE, to: '+12025550100', text: 'At the hour of nine' });
    await terminal.shows(/At the hour of nine/, PATIENCE_MS);
    await picture(terminal, 'poezio-text', 'poezio: a text to a phone with the mark of its delivery, and its answer');

    await poezio.type('/ad-hoc sms.example.org');
    await terminal.shows(/Change my registration/, PATIENCE_MS);
    await picture(terminal, 'poezio-commands', 'poezio: the commands of the gateway');
  } finally {
    await poezio.close();
  }
}

const CLIENTS: Readonly<Record<string, (world: ClientWorld) => Promise<void>>> = {
  profanity: withProfanity,
  poezio: withPoezio,
  gajim: (world) => withGajim(world, (name) => fileOf(`${name}.png`)),
  dino: (world) => withDino(world, (name) => fileOf(`${name}.png`)),
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const unknown = asked.find((name) => !Object.hasOwn(CLIENTS, name));
if (unknown !== undefined) throw new Error(`no pictures of ${unknown}; there are ${Object.keys(CLIENTS).join(', ')}`);

// Each has a world of its own: of two people who write to the same phone, it would be asked who is meant.
for (const [name, take] of Object.entries(CLIENTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const world = await ClientWorld.start({});
  try {
    await take(world);
  } finally {
    await world.stop();
  }
}
