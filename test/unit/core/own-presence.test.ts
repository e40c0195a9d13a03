import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Host } from '../../../src/core/host.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';

const CONTACT = `romeo@${DOMAIN}`;

/** The available presence of an address to the user, as it was written last. */
function presenceOf(heard: string, from: string): { ver?: string; photo?: string } | undefined {
  const pattern = new RegExp(`<presence from="${from}" to="${USER}[^"]*">(.*?)</presence>`, 'g');
  const last = [...heard.matchAll(pattern)].at(-1)?.[1];
  if (last === undefined) return undefined;
  const ver = /<c [^>]*ver="([^"]+)"/.exec(last)?.[1];
  const photo = /<x xmlns="vcard-temp:x:update"><photo>([0-9a-f]{40})<\/photo><\/x>/.exec(last)?.[1];
  return { ...(ver === undefined ? {} : { ver }), ...(photo === undefined ? {} : { photo }) };
}

it('a new configuration is announced to those who stayed online, and the same one is not', {
  timeout: 90_000,
}, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const online = `<presence from="${USER}/a" to="${DOMAIN}"/>`;
  running.send(`<presence from="${USER}" to="${CONTACT}" type="subscribe"/>`);
  await running.hears((heard) => presenceOf(heard, CONTACT) !== undefined, 'the presence of the contact');
  running.send(online);
  await running.hears((heard) => presenceOf(heard, DOMAIN) !== undefined, 'the presence of the gateway');
  const first = presenceOf(running.heard, CONTACT);
  assert.deepEqual(Object.keys(first ?? {}), ['ver', 'photo']);

  /** Restarts with what the admin has it tell; the user answers the probe. What is heard until a ping is answered. */
  const restarted = async (about: object): Promise<string> => {
    await running.host?.stop(500);
    const [site] = running.settings.sites;
    assert.ok(site !== undefined);
    const before = running.heard.length;
    running.host = await Host.start({ ...running.settings, sites: [{ ...site, about }] });
    await running.host.ready();
    await running.hears((heard) => heard.slice(before).includes('type="probe"'), 'the probe');
    running.send(
      `${online}<iq from="${USER}/a" to="${DOMAIN}" type="get" id="p${before}"><ping xmlns="urn:xmpp:ping"/></iq>`,
    );
    await running.hears((heard) => heard.includes(`id="p${before}"`), 'the answer to the ping');
    return running.heard.slice(before);
  };

  const same = await restarted({});
  assert.notEqual(presenceOf(same, DOMAIN), undefined, 'the gateway shows itself at each start');
  assert.equal(presenceOf(same, CONTACT), undefined, 'a contact that is as it was does not');

  // 64 by 64, as the header says; nobody looks further.
  const avatar = Buffer.concat([Buffer.alloc(16), Buffer.from('0000004000000040', 'hex'), Buffer.alloc(30)]);
  const other = await restarted({ avatar });
  const now = presenceOf(other, CONTACT);
  assert.equal(now?.ver, first?.ver, 'it can do what it could');
  assert.notEqual(now?.photo, first?.photo);
  assert.equal(presenceOf(other, DOMAIN)?.photo, now?.photo);

  assert.equal(presenceOf(await restarted({ avatar }), CONTACT), undefined, 'once is enough');
});
