import type { ExamReport } from '../../../gateways/gateway.js';
import { adviceFor } from '../../core/stream/advice.js';
import type { StreamEnd } from '../../xmpp/stream-end.js';
import { componentLines, portLines } from '../servers/component-lines.js';
import { SERVERS, type ServerType } from '../servers/server-type.js';
import type { xmppDiagnoses } from './xmpp-diagnoses.js';

/** What is known of a component when its stream ended. */
export interface EndedComponent {
  readonly subject: string;
  readonly domain: string;
  readonly port: number;
  readonly streams: number;
  readonly tls: boolean;
  /** The software of the server, where it can be told. */
  readonly type: ServerType | undefined;
}

type Code = keyof typeof xmppDiagnoses;

const CODES: Readonly<Record<string, Code>> = {
  'not-authorized': 'secret-refused',
  'handshake-refused': 'secret-refused',
  'host-unknown': 'domain-unknown',
  'host-gone': 'domain-unknown',
  conflict: 'stream-conflict',
  'invalid-namespace': 'port-wrong',
  'negotiation-timeout': 'port-silent',
  closed: 'stream-closed',
  'connection-lost': 'stream-closed',
  'no-barrier': 'pings-swallowed',
};

/** Tells why a component could not attach, with the lines for the server that it is. `said`: who tells it, where not we ourselves. */
export function tellEnd(
  report: ExamReport<typeof xmppDiagnoses>,
  end: StreamEnd,
  component: EndedComponent,
  said = '',
): void {
  const { subject, domain, streams, tls } = component;
  const certificate = end.condition === 'connect-failed' && tls && !/ECONNREFUSED|within/.test(end.text ?? '');
  const code: Code =
    end.condition === 'connect-failed'
      ? certificate
        ? 'server-certificate'
        : /within/.test(end.text ?? '')
          ? 'port-silent'
          : 'port-refused'
      : (CODES[end.condition] ?? (said === '' ? 'stream-closed' : 'stream-down'));
  const text = end.text === undefined ? '' : ` (${end.text.slice(0, 200)})`;
  const advice = adviceFor(end, domain, streams);
  report.tell(code, {
    subject,
    found: `${said}${end.condition}${text}.${advice === undefined ? '' : ` ${advice}`}`,
    ...linesFor(code, component),
  });
}

function linesFor(code: Code, { domain, port, type, streams, tls }: EndedComponent): { write: string; where: string } {
  const kinds: readonly ServerType[] = type === undefined ? ['prosody', 'ejabberd'] : [type];
  const where = kinds.map((kind) => `${SERVERS[kind].file} (then ${SERVERS[kind].apply})`).join(', or ');
  const each = (lines: (kind: ServerType) => string): { write: string; where: string } => ({
    write: kinds.map(lines).join('\n\n'),
    where,
  });
  switch (code) {
    case 'secret-refused':
    case 'domain-unknown':
      return each((kind) => componentLines(kind, { domain, secret: '...', port }));
    case 'port-refused':
    case 'port-wrong':
      return each((kind) => portLines(kind, code === 'port-wrong' ? SERVERS[kind].port : port));
    case 'stream-conflict':
      return streams > 1 && type !== 'ejabberd'
        ? { write: 'xmpp: { streams: 1 }', where: 'the config file of Isthmus' }
        : {
            write: `ss -tnp | grep :${port}`,
            where: 'the machine of the server, to see who else is connected; stop that one',
          };
    case 'server-certificate':
      return {
        write: 'NODE_EXTRA_CA_CERTS=/path/ca.pem',
        where: 'the environment of Isthmus; or correct the host of xmpp.server',
      };
    case 'pings-swallowed':
      return {
        write: 'access_rules: { isthmus: [allow: isthmus] }',
        where: `${SERVERS.ejabberd.file}, for the rules that mod_privilege names`,
      };
    default:
      return {
        write: `xmpp: { tls: ${!tls} }`,
        where: 'the config file of Isthmus, if the port speaks TLS on one side only',
      };
  }
}
