import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClientWorld } from '../../sandbox/client-world.js';
import { Poezio } from '../../sandbox/poezio.js';
import { openProfanity } from '../../sandbox/profanity.js';
import type { Terminal } from '../../sandbox/terminal.js';
import { allBlocks } from '../unit/docs/blocks/block.js';

const PATIENCE_MS = 60_000;
const PHONE = '+12025550123';

/** The blocks of docs/user/terminal.md, in their order. */
const [register = '', allow = '', write = '', keep = '', form = '', ...ofPoezio] = allBlocks()
  .filter(({ page, language }) => page === 'docs/user/terminal.md' && language === '')
  .map(({ text }) => text);

describe('what the page for Profanity says to type', { concurrency: 1 }, () => {
  let world: ClientWorld;
  let terminal: Terminal;

  before(async () => {
    world = await ClientWorld.start({});
    terminal = await openProfanity(await world.prosody.addUser('juliet'), PATIENCE_MS);
  });
  after(async () => {
    await terminal?.close();
    await world?.stop();
  });

  const type = async (block: string) => {
    for (const line of block.trim().split('\n')) await terminal.type(line);
  };

  it('registers', async () => {
    await type(register);
    await terminal.shows(/Your country/, PATIENCE_MS);
    await terminal.type('US');
    await terminal.shows(/You are registered/, PATIENCE_MS);
  });

  it('has the gateway in the list', async () => {
    await type(allow);
    await terminal.type('/roster');
    await terminal.press('M-1');
    await terminal.shows(/sms\.example\.org/, PATIENCE_MS);
  });

  it('writes to a phone', async () => {
    await type(write);
    await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 1, PATIENCE_MS);
    assert.equal(
      world.smsc.inbox(PHONE)[0]?.text,
      write
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^\/msg \S+ /, ''),
    );
  });

  it('keeps a number under a name', async () => {
    await type(keep);
    await terminal.press('M-1');
    await terminal.shows(/Nurse is online|Angelica is online/, PATIENCE_MS);
  });

  it('fills in a form', async () => {
    const [command = '', ...fields] = form.trim().split('\n');
    await type(command);
    await terminal.shows(/\[field1\]/, PATIENCE_MS);
    // Another name than before, so that it can be seen.
    await type(fields.join('\n').replace('Juliet', '"Juliet Capulet"'));
    await terminal.shows(/Execute change/, PATIENCE_MS);
    await terminal.type('/msg gateway@sms.example.org show');
    await terminal.shows(/Juliet Capulet/, PATIENCE_MS);
  });
});

it('what the page for poezio says to type registers, writes to a phone and lists the commands', async (t) => {
  const [chat = '', text = '', list = ''] = ofPoezio.map((block) => block.trim());
  const world = await ClientWorld.start({});
  t.after(() => world.stop());
  const poezio = await Poezio.open(await world.prosody.addUser('romeo'), {
    trusted: world.trusted,
    patienceMs: PATIENCE_MS,
  });
  t.after(() => poezio.close());
  const { terminal } = poezio;
  await poezio.type(chat);
  await terminal.shows(/Your country/, PATIENCE_MS);
  await poezio.type('US');
  await terminal.shows(/You are registered/, PATIENCE_MS);
  await poezio.type(text);
  await world.smsc.waitFor(() => world.smsc.inbox(PHONE).length === 1, PATIENCE_MS);
  assert.ok(text.endsWith(` ${world.smsc.inbox(PHONE)[0]?.text}`), text);
  await terminal.shows(/✔ romeo> Hello from a terminal/, PATIENCE_MS);
  await poezio.type(list);
  await terminal.shows(/Change my registration/, PATIENCE_MS);
});
