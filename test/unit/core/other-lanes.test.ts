import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { smsModule } from '../../../gateways/sms/module.js';
import { type Smsc, startSmsc } from '../../../sandbox/smsc/index.js';
import { systemClock } from '../../../src/clock.js';
import { silentLog } from '../../../src/log.js';
import { DOMAIN, RunningHost } from './support/running-host.js';

const NETWORK = { systemId: 'esme', password: 'secret' };
/** ESME_RINVSRCADR, a refusal that only this carrier has a reason for; ESME_RINVDSTADR, one of the message's own. */
const [SENDER, NUMBER] = [0x0a, 0x0b];

describe('a message that one carrier surely refused for a reason of its own', () => {
  let cheap: Smsc;
  let dear: Smsc;
  let running: RunningHost;
  let made = 0;
  before(async () => {
    [cheap, dear] = await Promise.all([startSmsc(NETWORK), startSmsc(NETWORK)]);
    const carriers = [
      { name: 'dear', host: '127.0.0.1', port: dear.port, ...NETWORK, cost: 7 },
      { name: 'cheap', host: '127.0.0.1', port: cheap.port, ...NETWORK, cost: 5 },
    ];
    const config = smsModule.config.parse({ domain: DOMAIN, numbers: { shared: ['+12025550100'] }, carriers });
    const gateway = smsModule.create(config, { clock: systemClock, log: silentLog });
    running = await RunningHost.start({}, { gateway, texts: smsModule.texts, registration: '<name>Juliet</name>' });
    await Promise.all([cheap, dear].map((smsc) => smsc.waitFor(({ counts }) => counts.bound === 1, 20_000)));
  });
  after(async () => {
    await running.stop();
    await Promise.all([cheap.stop(), dear.stop()]);
  });

  const phone = (): string => {
    made += 1;
    return `+1202555${String(3000 + made)}`;
  };
  const digits = (number: string) => number.slice(1);
  const got = (smsc: Smsc, number: string) => smsc.inbox(number).map(({ text }) => text);
  const say = (number: string, body: string) => running.send(running.message(body, number, body));

  it('goes over the cheapest one where nobody refuses', async () => {
    const number = phone();
    say(number, 'first');
    await cheap.waitFor(() => got(cheap, number).length === 1);
    assert.deepEqual(got(dear, number), []);
  });

  it('goes over the next one, and all that is behind it in its order', async () => {
    const number = phone();
    cheap.setScript({ statusOnce: { [digits(number)]: { status: SENDER, times: 1 } } });
    const bodies = Array.from({ length: 20 }, (_, index) => `m${index}`);
    for (const body of bodies) say(number, body);
    await dear.waitFor(() => got(dear, number).length === bodies.length);
    assert.deepEqual(got(dear, number), bodies);
    assert.deepEqual(got(cheap, number), []);
  });

  it('is told when all have refused it, once', async () => {
    const number = phone();
    const statusByNumber = { [digits(number)]: SENDER };
    cheap.setScript({ statusByNumber });
    dear.setScript({ statusByNumber });
    say(number, 'nowhere');
    await running.hears((heard) => heard.includes('not-allowed'), 'the refusal');
    const tries = (smsc: Smsc) => smsc.submits.filter(({ message }) => `+${message.to.address}` === number).length;
    assert.deepEqual([tries(cheap), tries(dear)], [1, 1]);
  });

  it('is told at once where the reason is the message itself', async () => {
    const number = phone();
    cheap.setScript({ statusByNumber: { [digits(number)]: NUMBER } });
    dear.setScript({});
    say(number, 'nobody');
    await running.hears((heard) => heard.includes('item-not-found'), 'the refusal');
    assert.deepEqual(got(dear, number), []);
  });
});
