import { connect } from 'node:net';
import { resolve as pathOf } from 'node:path';
import { type ExamContext, type Examination, ExamReport } from '../../gateway.js';
import type { Book } from '../book/book.js';
import { readFiles } from '../book/book-keeper.js';
import { readBook } from '../book/read-book.js';
import type { Source } from '../book/source.js';
import { bookOptions } from '../book-options.js';
import type { AlertsConfig } from '../config.js';
import { UpstreamFailure } from '../upstream/failure.js';
import { jsonClient } from '../upstream/json-client.js';
import { alertsDiagnoses } from './diagnoses.js';

type Report = ExamReport<typeof alertsDiagnoses>;

/** The book of routes, and the servers that it names. */
export const alertsExamination: Examination<AlertsConfig> = {
  diagnoses: alertsDiagnoses,
  async run(config, context) {
    const report = new ExamReport(alertsDiagnoses);
    const book = await bookOf(config, context, report);
    if (config.publicUrl === undefined && context.publicUrl === undefined) {
      report.tell('links-nowhere', {
        subject: 'alerts',
        found: 'Neither http.publicUrl nor gateways.alerts.publicUrl is set.',
        write: 'http: { publicUrl: https://gw.example.org }',
        where: 'the config file of Isthmus',
      });
    }
    if (book !== undefined) {
      await Promise.all([
        ...book.sources.map((source) => lookAtUpstream(source, report)),
        ...book.bots.map(({ name, webhook }) => lookAtWebhook(name, webhook?.url, context, report)),
      ]);
    }
    return report;
  },
};

/** Undefined where it cannot be used, which the check of the config file tells. */
async function bookOf(
  { routes, domain }: AlertsConfig,
  { folder, clock }: ExamContext,
  report: Report,
): Promise<Book | undefined> {
  const files = [routes].flat().map((file) => pathOf(folder, file));
  const { texts, findings } = await readFiles(files);
  const result = findings.length > 0 ? undefined : readBook(texts, bookOptions({ now: clock.now(), domain }));
  if (result?.ok !== true) return undefined;
  const { sources, routes: all, people } = result.book;
  report.fine(`the book has ${sources.length} sources, ${all.length} routes and ${people.length} people`);
  return result.book;
}

/** Asks what changes nothing. PagerDuty has no such question. */
async function lookAtUpstream({ name, upstream }: Source, report: Report): Promise<void> {
  if (upstream?.kind !== 'alertmanager') return;
  const subject = `source ${name} at ${upstream.url}`;
  const where = `the book of routes, in upstream of the source ${name}`;
  try {
    const { body, status } = await jsonClient(upstream, {
      method: 'GET',
      path: '/api/v2/silences',
      query: [['filter', 'isthmus="doctor"']],
      also: [401, 403, 404],
    });
    if (status === 401 || status === 403)
      report.tell('upstream-login', {
        subject,
        found: `It answers with status ${status}.`,
        write: 'tokenFile: /etc/isthmus/upstream.token',
        where,
      });
    else if (!Array.isArray(body))
      report.tell('upstream-wrong', {
        subject,
        found: `/api/v2/silences is answered with status ${status} and no list.`,
        write: 'url: http://127.0.0.1:9093',
        where: `${where}, without what follows the address`,
      });
    else report.fine(`${subject} takes silences`);
  } catch (error) {
    const found = error instanceof UpstreamFailure ? error.message : String(error);
    if (/CERT|SELF_SIGNED|ALTNAME|VERIFY/.test(found))
      report.tell('upstream-certificate', {
        subject,
        found: `${found}.`,
        write: 'NODE_EXTRA_CA_CERTS=/path/ca.pem',
        where: 'the environment of Isthmus',
      });
    else if (found === 'redirect' || /^status/.test(found))
      report.tell('upstream-wrong', {
        subject,
        found: `It answers with ${found}.`,
        write: 'url: http://127.0.0.1:9093',
        where,
      });
    else
      report.tell('upstream-unreachable', { subject, found: `${found}.`, write: 'url: http://127.0.0.1:9093', where });
  }
}

/** Only whether somebody is there: a request would be an event. */
async function lookAtWebhook(
  bot: string,
  url: string | undefined,
  { patience }: ExamContext,
  report: Report,
): Promise<void> {
  if (url === undefined) return;
  const { hostname, port, protocol } = new URL(url);
  const trouble = await new Promise<string | undefined>((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
    });
    const finish = (result: string | undefined): void => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(patience, () => finish('timeout'));
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code ?? error.message));
    socket.once('connect', () => finish(undefined));
  });
  if (trouble === undefined) report.fine(`the web server of the bot ${bot} is there`);
  else
    report.tell('webhook-unreachable', {
      subject: `bot ${bot} at ${hostname}`,
      found: `${trouble}.`,
      write: 'webhook: { url: https://... }',
      where: `the book of routes, in the bot ${bot}`,
    });
}
