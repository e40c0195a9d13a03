import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { tempDir } from '../../../sandbox/temp-dir.js';
import { playScript, type ScriptStep } from '../../support/script.js';
import { type SharedXmpp, sharedXmpp } from '../../support/shared.js';

describe('stanza scripts', () => {
  let xmpp: SharedXmpp;
  let dir: string;
  before(async () => {
    xmpp = await sharedXmpp('prosody');
    dir = await tempDir('scripts');
  });
  after(async () => await xmpp.close());

  async function play(source: string, steps: readonly ScriptStep[] = [], timeoutMs = 5000): Promise<void> {
    const file = join(dir, 'a.stanzas');
    await writeFile(file, source);
    const account = async (name: string) => await xmpp.newUser(name);
    await playScript({ file, account, steps, timeoutMs, variables: { server: xmpp.domain } });
  }

  it('play with real clients, and what one step finds is known to the next', async () => {
    await play(`# Two people talk
Romeo connects as balcony
Juliet connects
Romeo sends:
  <message to="{juliet}" type="chat" id="one">
    <body>Hello</body>
  </message>
Juliet receives:
  <message from="{romeo}/balcony" id="{id}">
    <body>Hello</body>
  </message>
Juliet sends:
  <message to="{romeo.full}" type="chat"><body>I got {id}</body></message>
Romeo receives:
  <message from="{juliet}/{any}"><body>I got one</body></message>
Romeo pings {server} and has received nothing else
Romeo disconnects
`);
  });

  it('know people with several clients', async () => {
    await play(`Romeo connects
Phone connects with the account of Romeo
Phone sends:
  <message to="{romeo.full}" type="headline"><body>From {romeo}</body></message>
Romeo receives:
  <message from="{phone.full}"><body>From {phone}</body></message>
`);
  });

  it('report the line and what differs when a stanza is wrong', async () => {
    const source = `Romeo connects
Juliet connects
Romeo sends:
  <message to="{juliet}" type="chat"><body>Hello</body></message>
Juliet receives:
  <message type="chat"><body>Farewell</body></message>
`;
    await assert.rejects(play(source, [], 300), (error: Error) => {
      assert.match(error.message, /a\.stanzas:5: Juliet receives:/);
      assert.match(error.message, /text of message > body: expected "Farewell", received "Hello"/);
      return true;
    });
  });

  it('report what was received besides', async () => {
    const source = `Romeo connects
Romeo sends:
  <message to="{romeo.full}" type="chat"><body>to myself</body></message>
Romeo pings {server} and has received nothing else
`;
    await assert.rejects(play(source), /a\.stanzas:4: [^\n]*\nIt has received besides:\n {2}<message[^\n]*to myself/);
  });

  it('refuse a line that reads like no step, and indented lines without a colon', async () => {
    await assert.rejects(play('Romeo dances\n'), /a\.stanzas:1: Romeo dances\nno step reads like this line/);
    await assert.rejects(play('Romeo connects\n  <x/>\n'), /a\.stanzas:1: a line ends with ":"/);
  });

  it('know the steps that a test adds', async () => {
    const heard: string[] = [];
    const step: ScriptStep = {
      pattern: /^The bell rings (\d+) times$/,
      run: async ([times]) => {
        heard.push(times ?? '');
        return { bell: 'rung' };
      },
    };
    await play('The bell rings 3 times\nThe bell rings 4 times\n', [step]);
    assert.deepEqual(heard, ['3', '4']);
  });
});
