import { parseDuration } from '../../../units.js';
import { SEVERITIES } from '../../alert.js';
import { parseAlerts } from '../../book/payload.js';
import { targetKey } from '../../book/place.js';
import { PRESETS } from '../../sources/presets/presets.js';
import { LONGEST_TEST_MS, testAlerts, USUAL_PRESET, USUAL_TEST_MS } from '../../trial/sample-alerts.js';
import type { HttpParts } from '../parts.js';
import { problem } from '../problem.js';
import { answerOf, bodyOf, type Operation, timeText } from './operation.js';
import { mayUse, severityProblem } from './permissions.js';
import { recipientsOf } from './recipients.js';

const SINK = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Trying routes: tests that go through them, and sinks in which they can end. */
export function trialOperations(parts: HttpParts): readonly Operation[] {
  return [explainOperation(parts), testOperation(parts), sinkOperation(parts), clearOperation(parts)];
}

function explainOperation({ book, tryLive, clock }: HttpParts): Operation {
  return {
    name: 'explainAlerts',
    method: 'POST',
    path: '/routes/explain',
    scope: 'routes',
    summary: 'What would become of alerts now, and why; sends nothing. For bots that may use all routes',
    body: 'ExplainRequest',
    status: 200,
    answer: 'Explained',
    problems: [415, 422],
    async run(call) {
      const body = bodyOf('ExplainRequest', call);
      if (!body.ok) return body;
      // It tells of people, and of what others see alone.
      if (call.bot.routes !== 'all') return { problem: problem('route-not-yours', { params: { route: 'explain' } }) };
      const { alerts, to } = body.value;
      if (to !== undefined && book().route(to) === undefined) return { problem: problem('route-unknown') };
      const read = parseAlerts(JSON.stringify(alerts), '', clock.now());
      if (!read.ok) return { problem: problem('fields-wrong', { params: { first: `alerts: ${read.message}` } }) };
      return answerOf(200, 'Explained', { lines: [...(await tryLive(read.value, to))] });
    },
  };
}

function testOperation({ book, test, audit, clock }: HttpParts): Operation {
  return {
    name: 'testRoute',
    method: 'POST',
    path: '/routes/:route/test',
    scope: 'send',
    summary: 'Sends the sample of a preset through a route, marked as a test, which ends by itself',
    body: 'TestRequest',
    status: 202,
    answer: 'TestAccepted',
    problems: [404, 409, 415, 422],
    async run(call) {
      const body = bodyOf('TestRequest', call);
      if (!body.ok) return body;
      const { bot, id } = call;
      const rules = book();
      const name = call.request.params.route ?? '';
      if (!mayUse(bot, rules, name))
        return { problem: problem('route-not-yours', { params: { route: name.slice(0, 64) } }) };
      if (rules.route(name) === undefined) return { problem: problem('route-unknown') };
      const { to: written, escalate, severity, lasts, preset = USUAL_PRESET } = body.value;
      const found = written === undefined ? undefined : recipientsOf([written].flat(), rules, bot);
      if (found !== undefined && 'problem' in found) return found;
      const to = found?.members.map(targetKey);
      // To whom nobody has said that the route goes.
      if (to?.some((key) => !key.startsWith('sink:')) && !bot.scopes.has('message')) {
        return { problem: problem('scope-missing', { params: { scope: 'message' } }) };
      }
      const length = Math.min(parseDuration(lasts ?? '') ?? USUAL_TEST_MS, LONGEST_TEST_MS);
      const now = clock.now();
      const made = testAlerts(
        {
          test: { id, ...(escalate && { escalate: true }), ...(to !== undefined && { to }) },
          preset,
          lasts: length,
          ...(severity !== undefined && { severity }),
        },
        rules,
        now,
      );
      if (made === undefined) {
        const first = `preset: there is no such one; there are: ${[...PRESETS.keys()].join(', ')}`;
        return { problem: problem('fields-wrong', { params: { first } }) };
      }
      const worst = SEVERITIES.findLast((one) => made.alerts.some((alert) => alert.severity === one)) ?? 'info';
      const tooBad = severityProblem(bot, worst);
      if (tooBad !== undefined) return { problem: tooBad };
      await audit({
        actor: `bot:${bot.name}`,
        action: 'test-sent',
        object: id,
        route: name,
        outcome: 'done',
        test: true,
      });
      await test([...made.alerts, ...made.ends], name);
      return answerOf(202, 'TestAccepted', { id, route: name, severity: worst, ends: timeText(now + length) });
    },
  };
}

function sinkOperation({ sinks, book }: HttpParts): Operation {
  return {
    name: 'readSink',
    method: 'GET',
    path: '/sinks/:sink',
    scope: 'routes',
    summary: 'What a sink was sent, as each network would have got it, the newest first',
    status: 200,
    answer: 'Sink',
    problems: [404],
    async run({ bot, request }) {
      const name = request.params.sink ?? '';
      if (!SINK.test(name)) return { problem: problem('sink-unknown') };
      const rules = book();
      const messages = (await sinks.list(name)).filter(({ route }) => mayUse(bot, rules, route));
      return answerOf(200, 'Sink', { sink: name, messages: messages.map((one) => ({ ...one, at: timeText(one.at) })) });
    },
  };
}

function clearOperation({ sinks }: HttpParts): Operation {
  return {
    name: 'clearSink',
    method: 'DELETE',
    path: '/sinks/:sink',
    scope: 'send',
    summary: 'Forgets what a sink was sent; for bots that may use all routes',
    status: 204,
    problems: [403, 404],
    async run({ bot, request }) {
      const name = request.params.sink ?? '';
      if (!SINK.test(name)) return { problem: problem('sink-unknown') };
      if (bot.routes !== 'all') return { problem: problem('route-not-yours', { params: { route: `sink:${name}` } }) };
      await sinks.clear(name);
      return { answer: { status: 204 } };
    },
  };
}
