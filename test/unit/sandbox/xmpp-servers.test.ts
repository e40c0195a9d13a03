import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Ejabberd, startEjabberd } from '../../../sandbox/ejabberd.js';
import { answersXmpp } from '../../../sandbox/probe.js';
import { type Prosody, startProsody } from '../../../sandbox/prosody.js';
import { attribute, connectUser } from '../../../sandbox/xmpp-user.js';

const COMPONENTS = { 'sms.example.org': 's3cret' };
const START = {
  prosody: () => startProsody({ components: COMPONENTS, users: { romeo: 'montague' } }),
  ejabberd: () => startEjabberd({ domain: 'example.org', components: COMPONENTS, users: { romeo: 'montague' } }),
};

for (const software of ['prosody', 'ejabberd'] as const) {
  describe(`a ${software} of the sandbox`, () => {
    let server: Prosody | Ejabberd;
    before(async () => {
      server = await START[software]();
    });
    after(async () => await server.stop());

    it('answers on its component port', async () => {
      assert.equal(await answersXmpp(server.componentPort, 'sms.example.org', 'jabber:component:accept'), true);
    });

    it('carries a message between two clients', async () => {
      const romeo = await connectUser({ ...account(server), username: 'romeo', password: 'montague' });
      const juliet = await connectUser(await server.addUser('juliet'), { resource: 'balcony' });
      assert.equal(juliet.jid, 'juliet@example.org/balcony');
      await romeo.send(`<message to="${juliet.bare}" type="chat"><body>Art thou &lt;there&gt;?</body></message>`);
      assert.equal(await juliet.waitForText(romeo.bare), 'Art thou <there>?');
      await romeo.close();
      await juliet.close();
    });

    it('keeps messages for a user who is away', async () => {
      const nurse = await server.addUser('nurse');
      const romeo = await connectUser({ ...account(server), username: 'romeo', password: 'montague' });
      await romeo.send(`<message to="${nurse.jid}" type="chat"><body>later</body></message>`);
      await romeo.request(ping('example.org'));
      const client = await connectUser(nurse);
      assert.equal(await client.waitForText(romeo.bare), 'later');
      await client.close();
      await romeo.close();
    });

    it('refuses a wrong password', async () => {
      await assert.rejects(
        connectUser({ ...account(server), username: 'romeo', password: 'capulet' }),
        /not-authorized/,
      );
    });

    it('keeps its ports and accounts over kill -9 and start', async () => {
      const { pid, c2sPort } = server;
      await server.kill();
      assert.equal(await answersXmpp(c2sPort, 'example.org', 'jabber:client'), false);
      await server.start();
      assert.notEqual(server.pid, pid);
      const romeo = await connectUser({ ...account(server), username: 'romeo', password: 'montague' });
      const pong = await romeo.request(ping('example.org'));
      assert.equal(attribute(pong, 'type'), 'result');
      await romeo.close();
    });

    it('keeps its output over restarts', async () => {
      await server.restart();
      const greetings = server.logs().match(software === 'prosody' ? /Hello and welcome/g : /is started in the node/g);
      assert.equal(greetings?.length, 3);
    });
  });
}

function account(server: Prosody | Ejabberd) {
  const { host, domain, c2sPort } = server;
  return { host, domain, port: c2sPort, jid: `romeo@${domain}` };
}

function ping(to: string): string {
  return `<iq type="get" to="${to}"><ping xmlns="urn:xmpp:ping"/></iq>`;
}
