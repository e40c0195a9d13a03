import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { groupOf } from '../../gateways/email/conversation/groups.js';
import { connectUser } from '../../sandbox/xmpp-user.js';
import { handOver } from '../support/mail-sending.js';
import { MailWorld } from '../support/mail-world.js';
import { repositoryRoot } from '../support/repository.js';
import type { Software } from '../support/shared.js';

/** Debian's own, which has slixmpp; another may come first in the PATH. */
const PYTHON = '/usr/bin/python3';
const CLIENT = join(repositoryRoot(), 'test/e2e/independent-room.py');
const PATIENCE_MS = 60_000;

for (const software of ['prosody', 'ejabberd'] satisfies readonly Software[]) {
  describe(`a mail to several as a room, for a client that shares no code with the gateway, over ${software}`, () => {
    let world: MailWorld;
    before(async () => {
      world = await MailWorld.start({ software });
    });
    after(async () => await world?.stop());

    it('is entered, talked in and left', async () => {
      const { postfix, outside } = world.servers;
      const account = await world.xmpp.newUser('slix');
      const name = world.newName('slix');
      await world.registerAccount(account, name, 'address');
      const [alice, bob, own] = [world.newOutside('alice'), world.newOutside('bob'), world.addressOf(name, 'address')];
      const mail = async (text: string): Promise<void> => {
        const head = [`From: Alice <${alice}>`, `To: ${own}, Bob <${bob}>`, 'Subject: Re: Party', 'MIME-Version: 1.0'];
        const lines = [...head, `Message-ID: <${text.length}.${alice}>`, '', text, ''];
        await handOver(postfix.port, { from: alice, to: [own], octets: Buffer.from(lines.join('\n')) });
      };
      const user = await connectUser(account);
      await user.send('<presence/>');
      await mail('Who comes?');
      await user.waitFor(
        (stanza) => stanza.getChildText('body') === 'Alice: Who comes?',
        'the first mail',
        PATIENCE_MS,
      );
      await user.close();

      const room = `${groupOf([{ address: alice }, { address: bob }])}@${world.gateway}`;
      const { host, port, jid, password } = account;
      const client = spawn(PYTHON, [CLIENT, jid, password, host, String(port), room], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const seen: unknown[] = [];
      for await (const line of createInterface({ input: client.stdout })) {
        const one = JSON.parse(line) as { readonly what: string };
        seen.push(one);
        if (one.what === 'reflected') {
          await outside.waitFor(() => outside.inbox(bob).length === 1, 'the mail to all', PATIENCE_MS);
          await mail('Good, and what do you bring?');
        }
        if (one.what === 'left') await mail('Until then');
      }
      assert.deepEqual(seen, [
        {
          what: 'info',
          identities: [
            ['client', 'pc'],
            ['conference', 'text'],
          ],
          room: true,
        },
        { what: 'joined', nick: 'romeo', subject: 'Party', occupants: ['Alice', 'Bob', 'romeo'], history: [] },
        { what: 'reflected', body: 'I do', nick: 'romeo', kept: true },
        { what: 'answered', body: 'Good, and what do you bring?', nick: 'Alice' },
        { what: 'subject', subject: 'Wine', nick: 'romeo' },
        { what: 'pinged' },
        { what: 'archive', lines: ['I do', 'Good, and what do you bring?'] },
        { what: 'left', condition: 'not-acceptable' },
        { what: 'after', body: 'Alice: Until then', sender: room },
      ]);
    });
  });
}
