import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Host } from '../../../src/core/host.js';
import { Shown } from '../../../src/core/shown.js';
import { serialise } from '../../../src/xmpp/serialise.js';
import { DOMAIN, RunningHost, USER } from './support/running-host.js';
import { siteWithout } from './support/site.js';

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

it('contacts of a network with presence are as it tells; the gateway and contacts that only write are there', () => {
  const site = siteWithout();
  const addresses = { ...site.gateway.addresses, noReply: (text: string) => (text === 'news' ? text : undefined) };
  const gateway = Object.assign(Object.create(site.gateway), { addresses }) as typeof site.gateway;
  const type = (withPresence: boolean, contact: string): string | undefined => {
    const served = withPresence ? gateway : Object.assign(Object.create(gateway), { presence: undefined });
    const { attrs } = new Shown({ ...site, gateway: served }).presence(contact, USER);
    assert.equal(attrs.from, contact === '' ? gateway.domain : `${contact}@${gateway.domain}`);
    return attrs.type;
  };
  for (const contact of ['', 'gateway', 'news', 'nurse']) assert.equal(type(false, contact), undefined);
  for (const contact of ['', 'gateway', 'news']) assert.equal(type(true, contact), undefined, contact);
  assert.equal(type(true, 'nurse'), 'unavailable');
  const told = new Shown({ ...site, gateway }).presence('nurse', USER, { available: true, show: 'dnd', idleSince: 0 });
  assert.match(
    serialise(told),
    /<show>dnd<\/show><idle xmlns="urn:xmpp:idle:1" since="1970-[^"]+"\/><c [^>]+\/><x xmlns="vcard-temp:x:update">/,
  );
});

it('who stayed online over a restart sees the gateway and the contacts again, with what is new about them', {
  timeout: 90_000,
}, async (t) => {
  const running = await RunningHost.start();
  t.after(async () => await running.stop());
  const online = `<presence from="${USER}/a" to="${DOMAIN}"/>`;
  running.send(online);
  await running.hears((heard) => presenceOf(heard, DOMAIN) !== undefined, 'the presence of the gateway');
  running.send(`<presence from="${USER}" to="${CONTACT}" type="subscribe"/>`);
  await running.hears((heard) => presenceOf(heard, CONTACT) !== undefined, 'the presence of the contact');
  const first = presenceOf(running.heard, CONTACT);
  assert.deepEqual(Object.keys(first ?? {}), ['ver', 'photo']);

  /** Restarts with what the admin has it tell; the user answers the probe. What is heard until both are shown. */
  const restarted = async (about: object): Promise<string> => {
    const before = running.heard.length;
    await running.host?.stop(500);
    const [site] = running.settings.sites;
    assert.ok(site !== undefined);
    running.host = await Host.start({ ...running.settings, sites: [{ ...site, about }] });
    await running.host.ready();
    await running.hears((heard) => heard.slice(before).includes('type="probe"'), 'the probe');
    running.send(online);
    for (const from of [DOMAIN, CONTACT]) {
      await running.hears((heard) => presenceOf(heard.slice(before), from) !== undefined, `the presence of ${from}`);
    }
    return running.heard.slice(before);
  };

  const same = await restarted({});
  const gone = (from: string) => same.indexOf(`<presence from="${from}" to="${USER}" type="unavailable"/>`);
  assert.ok(gone(DOMAIN) >= 0 && gone(CONTACT) > gone(DOMAIN), 'the gateway takes leave, then the contact');
  assert.deepEqual(presenceOf(same, CONTACT), first, 'and it is there again as it was');

  // 64 by 64, as the header says; nobody looks further.
  const avatar = Buffer.concat([Buffer.alloc(16), Buffer.from('0000004000000040', 'hex'), Buffer.alloc(30)]);
  const other = await restarted({ avatar });
  const now = presenceOf(other, CONTACT);
  assert.equal(now?.ver, first?.ver, 'it can do what it could');
  assert.notEqual(now?.photo, first?.photo);
  assert.equal(presenceOf(other, DOMAIN)?.photo, now?.photo);
});
