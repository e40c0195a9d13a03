/**
 * `node scripts/pictures.mjs`: a person with Profanity registers, writes to a phone and fills in a form, on real servers, and what the screen
 * shows becomes the pictures of docs/user.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ClientWorld } from './client-world.js';
import { openProfanity } from './profanity.js';
import type { Terminal } from './terminal.js';
import { terminalPicture } from './terminal-picture.js';

const PHONE = '+12025550123';
const PATIENCE_MS = 120_000;
const FOLDER = new URL('../../docs/img/', import.meta.url);

async function picture(terminal: Terminal, name: string, alt: string): Promise<void> {
  const path = fileURLToPath(new URL(`${name}.svg`, FOLDER));
  await writeFile(path, terminalPicture(await terminal.screen(true), alt));
  console.log(`written: ${path}`);
}

const world = await ClientWorld.start({});
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
  await world.stop();
}
