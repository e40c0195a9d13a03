import { type Diagnoses, ExamReport } from '../../../gateways/gateway.js';
import { isLoopbackHost } from '../../network.js';
import type { CoreArea, CoreExam } from './area.js';
import { portState } from './ports.js';

const diagnoses = {
  'http-port-taken': {
    severity: 'error',
    title: 'something else listens at http.listen',
    why: 'Isthmus does not start where it cannot listen.',
  },
  'http-port-unusable': {
    severity: 'error',
    title: 'Isthmus may not listen at http.listen',
    why: 'Ports below 1024 need a right of their own, and the address must be one of this machine.',
  },
  'console-port-unusable': {
    severity: 'error',
    title: 'Isthmus cannot listen at console.listen',
    why: 'Isthmus does not start where it cannot listen.',
  },
  'http-exposed': {
    severity: 'warning',
    title: 'health and metrics are open to the network',
    why: 'They have no access control. Only the paths that the world needs belong on a public address.',
  },
  'public-url-unresolved': {
    severity: 'error',
    title: 'the host of http.publicUrl has no address',
    why: 'Links to files and the addresses of web hooks lead nowhere.',
  },
  'public-url-plain': {
    severity: 'warning',
    title: 'http.publicUrl has no TLS',
    why: 'Everybody on the way sees the files; many clients show no pictures of http links.',
  },
  'public-url-certificate': {
    severity: 'error',
    title: 'the certificate of http.publicUrl is not trusted',
    why: 'Clients refuse to load files from there.',
  },
  'public-url-unreachable': {
    severity: 'error',
    title: 'nobody answers at http.publicUrl',
    why: 'Links to files and the addresses of web hooks lead nowhere.',
  },
  'public-url-elsewhere': {
    severity: 'error',
    title: 'http.publicUrl leads to something that is not Isthmus',
    why: 'Links to files would show whatever answers there.',
  },
} as const satisfies Diagnoses;

type Report = ExamReport<typeof diagnoses>;
type Listen = { readonly host: string; readonly port: number };

const CONFIG = 'the config file of Isthmus';
/** A path under which files are, and no file. */
const NOTHING = '/media/isthmus-doctor';

/** HTTP: the port, and the way of the world to it. */
export const httpArea: CoreArea = {
  name: 'http',
  diagnoses,
  async run(exam) {
    const report = new ExamReport(diagnoses);
    const { http, console: page } = exam.config;
    if (page !== undefined) await lookAtConsole(exam, page.listen, report);
    if (http === undefined) {
      report.fine('there is no HTTP in the config file');
      return report;
    }
    const { host, port } = http.listen;
    const subject = `http.listen ${host}:${port}`;
    if (!isLoopbackHost(host)) {
      report.tell('http-exposed', {
        subject,
        found: `It listens at ${host}.`,
        write: `http: { listen: 127.0.0.1:${port} }`,
        where: `${CONFIG}, with a proxy in front that passes on /media/ and the paths of gateways`,
      });
    }
    const own = await lookAtPort(exam, subject, report);
    if (http.publicUrl !== undefined) await lookAtWorld(exam, http.publicUrl, own, report);
    return report;
  },
};

async function lookAtConsole({ running }: CoreExam, { host, port }: Listen, report: Report): Promise<void> {
  const subject = `console.listen ${host}:${port}`;
  const state = await portState(host, port);
  if (state === 'free') report.fine(`${subject} is free`);
  else if (state === 'taken' && running.any) report.fine(`${subject} is in use; Isthmus runs`);
  else {
    const why = {
      taken: 'Something is there, and Isthmus does not run.',
      forbidden: 'This user may not listen there.',
      'not-here': 'It is no address of this machine.',
    }[state];
    report.tell('console-port-unusable', {
      subject,
      found: why,
      write: `console: { listen: 127.0.0.1:${port + 1} }`,
      where: CONFIG,
    });
  }
}

/** Whether Isthmus answers there now. */
async function lookAtPort({ config, running, patience }: CoreExam, subject: string, report: Report): Promise<boolean> {
  const { host = '', port = 0 } = config.http?.listen ?? {};
  const state = await portState(host, port);
  if (state === 'free') report.fine(`${subject} is free`);
  else if (state === 'taken') {
    const answer = await ask(
      `http://${isAny(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}/healthz`,
      patience,
    );
    if (running.any && answer.status === 200 && answer.text === 'ok\n') {
      report.fine(`the running Isthmus answers at ${host}:${port}`);
      return true;
    }
    report.tell('http-port-taken', {
      subject,
      found: `Something is there${running.any ? '' : ', and Isthmus does not run'}.`,
      write: `http: { listen: 127.0.0.1:${port + 1} }`,
      where: CONFIG,
    });
  } else {
    report.tell('http-port-unusable', {
      subject,
      found: state === 'forbidden' ? 'This user may not listen there.' : 'It is no address of this machine.',
      write: 'http: { listen: 127.0.0.1:8080 }',
      where: CONFIG,
    });
  }
  return false;
}

/** `own`: Isthmus runs, so that what comes by the public way can be compared with it. */
async function lookAtWorld(
  { dns, patience }: CoreExam,
  publicUrl: string,
  own: boolean,
  report: Report,
): Promise<void> {
  const subject = `http.publicUrl ${publicUrl}`;
  const { protocol, hostname } = new URL(publicUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  if ((await dns.addresses(host))?.length === 0) {
    report.tell('public-url-unresolved', {
      subject,
      found: `${host} has no address.`,
      write: `${host}. 3600 IN A the address of your proxy`,
      where: 'the zone of that domain; or correct http.publicUrl',
    });
    return;
  }
  if (protocol === 'http:' && !isLoopbackHost(host)) {
    report.tell('public-url-plain', {
      subject,
      found: 'It begins with http:.',
      write: `http: { publicUrl: ${publicUrl.replace('http:', 'https:')} }`,
      where: `${CONFIG}, with a certificate in the proxy`,
    });
  }
  const answer = await ask(`${publicUrl}${NOTHING}`, patience);
  if (answer.status === 0) {
    const certificate = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY/.test(answer.text);
    if (certificate)
      report.tell('public-url-certificate', {
        subject,
        found: answer.text,
        write: `certbot certonly --webroot -d ${host}`,
        where: 'the machine of the proxy',
      });
    else
      report.tell('public-url-unreachable', {
        subject,
        found: answer.text,
        write: 'location /media/ { proxy_pass http://127.0.0.1:8080; }',
        where: 'the settings of the proxy (nginx), which has to run',
      });
    return;
  }
  // A proxy that cannot reach its upstream says so itself; that is no fault while Isthmus does not run.
  const away = answer.status >= 502 && answer.status <= 504;
  if (own ? answer.status !== 404 || answer.server : !away && answer.status !== 404) {
    report.tell('public-url-elsewhere', {
      subject,
      found: `${NOTHING} is answered there with status ${answer.status}.`,
      write: 'location /media/ { proxy_pass http://127.0.0.1:8080; }',
      where: 'the settings of the proxy (nginx), with the port of http.listen',
    });
  } else report.fine(`${publicUrl} ${own ? 'leads here' : 'answers'}`);
}

interface HttpAnswer {
  /** 0: there was none, and `text` says why. */
  readonly status: number;
  readonly text: string;
  /** It is a page of something else, by its body. */
  readonly server: boolean;
}

async function ask(url: string, patience: number): Promise<HttpAnswer> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(patience) });
    const text = (await response.text()).slice(0, 2000);
    return { status: response.status, text, server: /<html|<!doctype/i.test(text) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return { status: 0, text: `${code} ${cause instanceof Error ? cause.message : ''}`.trim(), server: false };
  }
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}
