import { ExamReport, type LaneWord } from '../../../gateways/gateway.js';
import type { GatewayConfig } from '../../config/load.js';
import { xmppLanes } from '../../core/xmpp-lanes.js';
import { isLoopbackHost } from '../../network.js';
import { el } from '../../xmpp/element.js';
import { SERVERS, type ServerType } from '../servers/server-type.js';
import { STANZA_SLACK } from '../stanza-slack.js';
import type { CoreArea, CoreExam } from './area.js';
import { askRunning } from './ask-running.js';
import { holdsAnswersBack } from './nagle.js';
import { reachable } from './ports.js';
import { askTime, askVersion, lookAtPrivileges, lookForUpload, type Questions } from './server-questions.js';
import { type Sniffed, sniffServer } from './sniff.js';
import { type EndedComponent, tellEnd } from './stream-end.js';
import { Visit } from './visit.js';
import { xmppDiagnoses } from './xmpp-diagnoses.js';
import { lookAtAccess, lookAtDns } from './xmpp-names.js';

type Report = ExamReport<typeof xmppDiagnoses>;

/** A server tells of rights right after the handshake. ms. */
const GRANT_MS = 300;

/** The XMPP server: whether each gateway can attach, and what the server does for it. */
export const xmppArea: CoreArea = {
  name: 'xmpp',
  diagnoses: xmppDiagnoses,
  async run(exam) {
    const report = new ExamReport(xmppDiagnoses);
    const { gateways } = exam.config;
    const places = new Map(gateways.map((gateway) => [placeOf(gateway), gateway]));
    const open = new Map<string, Sniffed | undefined>();
    await Promise.all(
      [...places].map(async ([name, gateway]) => {
        open.set(name, await lookAtPort(exam, gateway, report));
      }),
    );
    for (const gateway of gateways) lookAtAccess(exam, gateway, report);
    await Promise.all(gateways.map((gateway) => lookAtDns(exam, gateway, report)));
    // One component asks the server for all; the others only attach.
    const questions = new Set<string>();
    await Promise.all(
      gateways.map(async (gateway) => {
        const name = placeOf(gateway);
        const found = open.get(name);
        if (found === undefined || found.wrongPort) return;
        const asks = !questions.has(name);
        questions.add(name);
        await lookAtComponent(exam, gateway, { type: found.type, asks, report });
      }),
    );
    return report;
  },
};

/** Who listens there; undefined where nobody can be reached. */
async function lookAtPort(
  { config, dns, patience }: CoreExam,
  { domain, server: { host, port } }: GatewayConfig,
  report: Report,
): Promise<Sniffed | undefined> {
  const { tls } = config.xmpp;
  const subject = `component port ${host}:${port}`;
  const addresses = await dns.addresses(host).catch(() => undefined);
  if (addresses?.length === 0) {
    report.tell('server-unresolved', {
      subject,
      found: `${host} has no address.`,
      write: `xmpp: { server: 127.0.0.1:${port} }`,
      where: 'the config file of Isthmus, with the host of your server',
    });
    return undefined;
  }
  if (!tls && !(addresses ?? [host]).every(isLoopbackHost)) {
    report.tell('secret-in-clear', {
      subject,
      found: `${host} is another machine, and xmpp.tls is false.`,
      write: 'xmpp: { tls: true }',
      where:
        'the config file of Isthmus, with tls: true and certfile in the listener of ejabberd; Prosody needs a tunnel',
    });
  }
  const trouble = await reachable(host, port, patience);
  if (trouble !== undefined) {
    const text = trouble === 'timeout' ? `no connection within ${patience} ms` : trouble;
    const end = { class: 'ordinary', condition: 'connect-failed', text, established: false } as const;
    tellEnd(report, end, { subject, domain, port, streams: 1, tls: false, type: undefined });
    return undefined;
  }
  report.fine(`somebody listens at ${host}:${port}`);
  const sniffed = await sniffServer({ host, port, tls }, domain, patience / 2);
  if (sniffed.wrongPort) {
    const end = { class: 'config', condition: 'invalid-namespace', established: false } as const;
    tellEnd(report, end, { subject, domain, port, streams: 1, tls, type: sniffed.type });
  }
  return sniffed;
}

interface ComponentExam {
  readonly type: ServerType | undefined;
  /** It asks the server what concerns all components. */
  readonly asks: boolean;
  readonly report: Report;
}

async function lookAtComponent(
  exam: CoreExam,
  gateway: GatewayConfig,
  { type, asks, report }: ComponentExam,
): Promise<void> {
  const { config, clock, patience, running } = exam;
  const { domain, server, secret, streams = config.xmpp.streams } = gateway;
  const { tls } = config.xmpp;
  const subject = `component ${domain}`;
  const ended: EndedComponent = { subject, domain, port: server.port, streams, tls, type };
  if (!running.known) {
    report.tell('stream-not-tried', {
      subject,
      found: 'Redis does not answer.',
      write: 'isthmus doctor --config FILE --only redis',
      where: 'this machine, first',
    });
    return;
  }
  const words = await Promise.all(xmppLanes(domain, streams).map((lane) => running.lane(lane)));
  const held = words.filter((word) => word !== undefined);
  if (held.length > 0) {
    for (const word of held) takeWord(word, ended, report);
    if (asks && held.some(({ state }) => state === 'up')) {
      await askByRunning(exam, { domain, subject, streams, guessed: type, report });
    }
    return;
  }
  const maxStanzaBytes = config.limits.stanza + STANZA_SLACK;
  const visit = await Visit.attach({
    server: { ...server, tls },
    domain,
    secret,
    serverDomain: config.xmpp.domain,
    streams,
    maxStanzaBytes,
    clock,
    patience,
  });
  if (!(visit instanceof Visit)) {
    tellEnd(report, visit, ended);
    return;
  }
  let software = type;
  try {
    report.fine(`${domain} can attach to ${server.host}:${server.port}`);
    const ask = visit.ask.bind(visit);
    const questions: Questions = {
      ask,
      clock,
      domain,
      serverDomain: config.xmpp.domain,
      subject,
      streams,
      guessed: type,
      report,
    };
    await new Promise<void>((resolve) => void clock.after(GRANT_MS, resolve));
    if (asks) software = await askServer(exam, questions);
    await lookAtPrivileges(questions, software, { told: visit.grants, admins: config.access.admins });
    await lookAtLimit(visit, gateway, { exam, type: software, report, maxStanzaBytes });
  } finally {
    await visit.close();
  }
  // Prosody leaves it on; the others that we know turn it off.
  if (asks && software === 'prosody' && !tls) await lookAtNagle(exam, gateway, report);
}

async function lookAtNagle(
  { config, patience }: CoreExam,
  { domain, secret, server }: GatewayConfig,
  report: Report,
): Promise<void> {
  const trial = { ...server, domain, secret, serverDomain: config.xmpp.domain, patience };
  if ((await holdsAnswersBack(trial)) !== true) return;
  report.tell('nagle-on', {
    subject: `component port ${server.host}:${server.port}`,
    found: 'The second of two answers waits until the first is acknowledged.',
    write: 'network_settings = { nagle = false }',
    where: `${SERVERS.prosody.file}, above the first VirtualHost`,
  });
}

/** The running process asks in our place. What rights it was told of is in its log. */
async function askByRunning(
  exam: CoreExam,
  component: Pick<Questions, 'domain' | 'subject' | 'streams' | 'guessed' | 'report'>,
): Promise<void> {
  const ask = await askRunning(exam.config);
  if (typeof ask === 'string') component.report.fine(`the server was not asked what it is: ${ask}`);
  else await askServer(exam, { ...component, ask, clock: exam.clock, serverDomain: exam.config.xmpp.domain });
}

/** What concerns the server and not one component. */
async function askServer({ config }: CoreExam, questions: Questions): Promise<ServerType | undefined> {
  const software = await askVersion(questions);
  const { media, http } = config;
  await Promise.all([
    askTime(questions),
    lookForUpload(questions, software, {
      maxFile: media.maxFile,
      wanted: media.upload !== 'off' && http !== undefined,
      plainHttp: media.uploadPlainHttp,
      ownStore: http?.publicUrl !== undefined,
    }),
  ]);
  return software;
}

/** Whoever holds the stream is believed: a second one could throw it out. */
function takeWord({ state, since, reason }: LaneWord, ended: EndedComponent, report: Report): void {
  const at = since === 0 ? '' : ` since ${new Date(since).toISOString()}`;
  if (state === 'up') {
    report.fine(`the running Isthmus is attached as ${ended.domain}${at}`);
    return;
  }
  const end = { class: 'ordinary', condition: reason, established: false } as const;
  tellEnd(report, end, ended, `The running Isthmus is not attached${at}: `);
}

async function lookAtLimit(
  visit: Visit,
  { domain }: GatewayConfig,
  {
    exam,
    type,
    report,
    maxStanzaBytes,
  }: { exam: CoreExam; type: ServerType | undefined; report: Report; maxStanzaBytes: number },
): Promise<void> {
  const { limits, xmpp } = exam.config;
  // Nobody answers an error, and nobody keeps it.
  const body = el('body', {}, 'x'.repeat(maxStanzaBytes - 300));
  if (await visit.survives(el('message', { from: domain, to: xmpp.domain, type: 'error' }, body))) return;
  const limit = Math.ceil((maxStanzaBytes + 16 * 1024) / 1024) * 1024;
  report.tell('stanza-limit', {
    subject: `component ${domain}`,
    found: `The server ended the stream over a stanza of ${maxStanzaBytes} octets; limits.stanza is ${limits.stanza}.`,
    write: type === 'ejabberd' ? `max_stanza_size: ${limit}` : `component_stanza_size_limit = ${limit}`,
    where:
      type === 'ejabberd'
        ? 'ejabberd.yml, in the listener with ejabberd_service'
        : `${SERVERS[type ?? 'prosody'].file}; or set a smaller limits.stanza`,
  });
}

function placeOf({ server }: GatewayConfig): string {
  return `${server.host}:${server.port}`;
}
