import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { parsedTemplate } from '../../gateways/alerts/render/parsed-templates.js';
import { renderTemplate } from '../../gateways/alerts/render/template/render-template.js';
import { renderTexts } from '../../gateways/alerts/texts/render.js';
import { rssMb } from '../support/process-use.js';
import { AlertsFaults, PEOPLE } from './support/alerts-faults.js';
import { READY_MS } from './support/gateway-processes.js';
import { until } from './support/reckoning.js';
import type { Told } from './support/told-people.js';

const ALERTS = 50_000;
/** Alerts of one request, and of one group. */
const TOGETHER = 100;
const OF_A_GROUP = 25;
const STORM_MS = 60_000;
/** Messages that one destination gets in 20 s. */
const MOST = 10;
/** What the process may take, MB: all alerts together are some 40 MB of JSON. */
const BOUND_MB = 400;
const DESTINATIONS = ['one', 'two', 'three'] as const;
const SETTLE_MS = 120_000;
const QUIET_MS = 5000;
/** What a summary says of how many alerts were held back, in the words that people read. */
const SUMMARY = new RegExp(heldBack(2).replace('2', '(\\d+)'));
/** How a message about more than one alert begins. */
const SEVERAL = /(\d+) alerts firing/;

test(`a storm of ${ALERTS} alerts ends in bounded memory and one summary for each destination`, async (t) => {
  const most = '1000000/1m';
  const world = await AlertsFaults.make({
    limits: { source: most, route: most, person: most, global: most, destination: `${MOST}/20s` },
    routes: [
      {
        name: 'disks',
        groupBy: ['alertname'],
        // Long enough that a busy machine has taken all of a group by then: what comes later waits for the interval of its group.
        groupWait: '30s',
        to: DESTINATIONS.map((name) => `xmpp:${name}@${PEOPLE}`),
      },
    ],
  });
  t.after(() => world.stop());
  await world.gateway.start('all');
  await world.gateway.ready('all', READY_MS);
  let peak = 0;
  const pid = world.gateway.pid('all');
  const watch = setInterval(() => {
    peak = Math.max(peak, rssMb(pid));
  }, 100);
  t.after(() => clearInterval(watch));

  const begun = performance.now();
  for (let sent = 0; sent < ALERTS; sent += TOGETHER) {
    const alerts = Array.from({ length: TOGETHER }, (_, n) => {
      const number = sent + n;
      return { name: `Group${Math.floor(number / OF_A_GROUP)}`, instance: `db${number}` };
    });
    await world.fire(alerts);
  }
  const took = performance.now() - begun;
  const summaries = (name: string): readonly Told[] => world.people.of(name).filter(({ body }) => SUMMARY.test(body));
  const ended = (): boolean => DESTINATIONS.every((name) => summaries(name).length > 0);
  assert.ok(await until(ended, SETTLE_MS), 'somebody gets no summary');
  // A second one would come by now.
  await delay(QUIET_MS);
  t.diagnostic(`${ALERTS} alerts in ${(took / 1000).toFixed(1)} s; at most ${Math.round(peak)} MB`);
  for (const name of DESTINATIONS) {
    const told = world.people.of(name);
    assert.equal(summaries(name).length, 1, `summaries for ${name}`);
    const direct = told.filter(({ body }) => !SUMMARY.test(body)).reduce((sum, { body }) => sum + alertsIn(body), 0);
    const held = Number(SUMMARY.exec(summaries(name)[0]?.body ?? '')?.[1]);
    assert.equal(direct + held, ALERTS, `what ${name} was told of`);
  }
  assert.ok(took < STORM_MS, `the storm took ${took} ms`);
  assert.ok(peak < BOUND_MB, `${peak} MB`);
  assert.deepEqual(world.gateway.deaths, []);
});

function heldBack(count: number): string {
  return renderTemplate(parsedTemplate(renderTexts.en['alerts.render.held-back']), { heldBack: count });
}

/** Of how many alerts a message tells. */
function alertsIn(body: string): number {
  return Number(SEVERAL.exec(body)?.[1] ?? 1);
}
