import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../../sandbox/free-port.js';
import { exposedName } from '../../src/core/metrics.js';
import { E2eWorld, OURS } from '../support/e2e-world.js';
import { MetricsPage, promtool } from '../support/metrics-page.js';
import { until } from '../support/until.js';
import { metricTables } from '../unit/docs/tables.js';

describe('what a gateway at work tells Prometheus', () => {
  let world: E2eWorld;
  let base: string;
  before(async () => {
    const listen = `127.0.0.1:${await freePort()}`;
    base = `http://${listen}`;
    world = await E2eWorld.start({ software: 'prosody', config: { http: { listen } } });
  });
  after(async () => await world.stop());

  it('is what became of messages, both ways, and how long they took', async () => {
    const { smsc } = world;
    const romeo = await world.registered('romeo');
    const phone = world.newPhone();
    await romeo.send(
      `<message to="${world.jidOf(phone)}" type="chat" id="m1"><body>one</body><request xmlns="urn:xmpp:receipts"/></message>`,
    );
    await romeo.waitFor((stanza) => stanza.getChild('received') !== undefined, 'a receipt');
    await romeo.send(`<message to="nobody@${world.gateway}" type="chat" id="m2"><body>two</body></message>`);
    await romeo.waitFor((stanza) => stanza.attrs.type === 'error', 'an error');
    await smsc.deliver({ from: phone, to: OURS, text: 'back' });
    let page = await MetricsPage.read(base);
    await until(async () => {
      page = await MetricsPage.read(base);
      return page.sum('isthmus_messages_total', { network: 'sms', direction: 'in', outcome: 'delivered' }) === 1;
    }, 'the text was counted when the server had read it');
    const sms = { network: 'sms', kind: 'chat' };
    const sums = {
      accepted: page.sum('isthmus_messages_total', { ...sms, direction: 'out', outcome: 'accepted' }),
      refused: page.sum('isthmus_messages_total', { ...sms, direction: 'out', outcome: 'refused' }),
      taken: page.sum('isthmus_messages_taken_total', { network: 'sms' }),
      delivered: page.sum('isthmus_fates_total', { network: 'sms', outcome: 'delivered' }),
      timed: page.sum('isthmus_end_to_end_seconds_count', { network: 'sms' }),
      reported: page.sum('isthmus_delivery_report_seconds_count', { network: 'sms' }),
      segments: page.sum('isthmus_sms_segments_total', { carrier: 'main', outcome: 'taken' }),
    };
    assert.deepEqual(sums, { accepted: 1, refused: 1, taken: 2, delivered: 1, timed: 2, reported: 1, segments: 1 });
    assert.ok(page.sum('isthmus_end_to_end_seconds_sum', { network: 'sms' }) < 10);
  });

  it('is how streams, lanes, Redis and people are', async () => {
    const page = await MetricsPage.read(base);
    const sums = {
      stream: page.sum('isthmus_xmpp_stream_up', { domain: world.gateway }),
      adapter: page.sum('isthmus_adapter_up', { network: 'sms' }),
      lanes: page.sum('isthmus_adapter_lanes', { network: 'sms', state: 'up' }),
      oldest: page.sum('isthmus_lane_oldest_age_seconds', { lane: 'sms.main.0' }),
      depth: page.sum('isthmus_lane_depth', { lane: 'sms.main.0' }),
      accounts: page.sum('isthmus_accounts', { network: 'sms' }),
      redis: page.sum('isthmus_redis_up'),
      pressure: page.sum('isthmus_pressure'),
      read: page.sum('isthmus_config_last_reload_successful'),
      build: page.sum('isthmus_build_info', { role: 'all' }),
    };
    assert.deepEqual(sums, {
      stream: 1,
      adapter: 1,
      lanes: 1,
      oldest: 0,
      depth: 0,
      accounts: 1,
      redis: 1,
      pressure: 0,
      read: 1,
      build: 1,
    });
    assert.ok(page.sum('isthmus_lane_ended_total', { lane: 'sms.main.0' }) >= 1);
  });

  it('is all in the tables that the page of metrics is made of, and as promtool wants it', async () => {
    const page = await MetricsPage.read(base);
    const declared = new Map(
      metricTables.flatMap(([prefix, table]) =>
        Object.entries(table).map(([name, metric]) => [exposedName(prefix + name, metric), metric.kind] as const),
      ),
    );
    const own = [...page.families].filter(([name]) => name.startsWith('isthmus_'));
    assert.ok(own.length > 20);
    for (const [name, type] of own) assert.equal(declared.get(name), type, name);
    for (const { labels } of page.samples) {
      for (const value of Object.values(labels)) assert.doesNotMatch(value, /@|\+\d{5}/, 'an address is in a label');
    }
    const ours = page.text.split('\n').filter((line) => line.includes('isthmus_'));
    assert.deepEqual(promtool(['check', 'metrics'], `${ours.join('\n')}\n`), { code: 0, said: '' });
  });
});
