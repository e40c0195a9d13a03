import type { ExamReport } from '../../../gateways/gateway.js';
import type { Clock } from '../../clock.js';
import { readDiscoInfo, readDiscoItems } from '../../xmpp/disco.js';
import { type Element, el } from '../../xmpp/element.js';
import { readSlot, readSlotRefusal, readUploadOffer, slotRequest } from '../../xmpp/http-upload.js';
import type { IqAnswer } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import { type Grant, privilegeOf, readGrant } from '../../xmpp/privilege.js';
import { parseTime } from '../../xmpp/time.js';
import { privilegeLines, uploadLines } from '../servers/component-lines.js';
import { SERVERS, type ServerType, typeByName } from '../servers/server-type.js';
import type { xmppDiagnoses } from './xmpp-diagnoses.js';

/** Whom an attached component asks, and about what. */
export interface Questions {
  readonly ask: (iq: Element) => Promise<IqAnswer>;
  readonly clock: Clock;
  readonly domain: string;
  readonly serverDomain: string;
  readonly subject: string;
  readonly streams: number;
  /** By the id of the stream. */
  readonly guessed: ServerType | undefined;
  readonly report: ExamReport<typeof xmppDiagnoses>;
}

/** What the server says that it is; undefined: it does not tell, or is none that we know. */
export async function askVersion(q: Questions): Promise<ServerType | undefined> {
  const query = await payload(q, q.serverDomain, el('query', { xmlns: NS.version }), 'query', NS.version);
  const name = query?.getChildText('name') ?? '';
  const version = query?.getChildText('version') ?? '';
  const type = typeByName(name) ?? q.guessed;
  if (name === '') {
    q.report.fine(
      `the server does not say what it is${type === undefined ? '' : `; by its streams it is ${SERVERS[type].title}`}`,
    );
  } else q.report.fine(`the server is ${name} ${version}`.slice(0, 200));
  const { subject, streams } = q;
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const number = major + minor / 100;
  if (name !== '' && ((type === 'prosody' && major === 0 && minor < 12) || (type === 'ejabberd' && number < 23.01))) {
    q.report.tell('server-old', {
      subject,
      found: `It is ${name} ${version}.`,
      write: `apt install ${type}`,
      where: 'the machine of the server, from Debian 12 or newer',
    });
  }
  if (type === 'ejabberd' && number >= 24.1 && number < 25) {
    q.report.tell('server-swallows', {
      subject,
      found: `It is ${name} ${version}.`,
      write: '# mod_privilege: {}',
      where: 'ejabberd.yml, or install 25.03 or newer',
    });
  }
  if (streams > 1 && type !== undefined && type !== 'ejabberd') {
    q.report.tell('streams-unfit', {
      subject,
      found: `It is ${SERVERS[type].title}, and xmpp.streams is ${streams}.`,
      write: 'xmpp: { streams: 1 }',
      where: 'the config file of Isthmus',
    });
  }
  return type;
}

const MOST_SKEW_MS = 5000;

/** Asks the server for its time (XEP-0202), and tells a clock that is off by more than 5 s. */
export async function askTime(q: Questions): Promise<void> {
  const sent = q.clock.now();
  const time = await payload(q, q.serverDomain, el('time', { xmlns: NS.time }), 'time', NS.time);
  const at = parseTime(time?.getChildText('utc') ?? '');
  if (at === undefined) return;
  const skew = Math.abs(at - (sent + q.clock.now()) / 2);
  if (skew > MOST_SKEW_MS) {
    q.report.tell('server-clock', {
      subject: q.subject,
      found: `They are ${Math.round(skew / 1000)} s apart.`,
      write: 'timedatectl set-ntp true',
      where: 'both machines',
    });
  } else q.report.fine('the clocks of the server and of this machine agree');
}

/** `told`: the messages in which the server has told of rights; `admins`: whose rosters may be asked for. */
export async function lookAtPrivileges(
  q: Questions,
  type: ServerType | undefined,
  { told, admins }: { readonly told: readonly Element[]; readonly admins: readonly string[] },
): Promise<void> {
  const { report, subject, domain, serverDomain } = q;
  const grants: readonly Grant[] = told
    .filter(({ attrs }) => attrs.from === serverDomain)
    .flatMap((message) => privilegeOf(message) ?? [])
    .map(readGrant);
  const grant = grants.at(-1);
  const lines = type === undefined ? undefined : privilegeLines(type, domain);
  if (grant?.roster !== 'both') {
    // A server that knows no such thing needs no hint.
    if (type === undefined || lines !== undefined) {
      report.tell('privileges-none', {
        subject,
        found: grant === undefined ? 'It grants nothing (XEP-0356).' : `Of rosters it grants ${grant.roster}.`,
        ...(lines === undefined || type === undefined ? {} : { write: lines, where: SERVERS[type].file }),
      });
    }
  } else if (await isSwallowed(q, admins)) {
    report.tell('privileges-swallowed', {
      subject,
      found: 'A request for the roster of the admin has no answer.',
      write:
        type === 'ejabberd'
          ? 'access_rules: { isthmus: [allow: isthmus] }'
          : '-- no entry for this domain in privileged_entities',
      where: type === undefined ? 'the settings of the server' : SERVERS[type].file,
    });
  } else report.fine(`the server lets ${domain} into rosters`);
  if (grant !== undefined && (grant.message !== 'none' || grant.iq.size > 0)) {
    const names = [...(grant.message === 'none' ? [] : ['message']), ...(grant.iq.size > 0 ? ['iq'] : [])].join(
      ' and ',
    );
    report.tell('privileges-more', {
      subject,
      found: `It grants ${names} besides rosters.`,
      write: lines ?? `roster = "both"`,
      where: `${type === undefined ? 'the settings of the server' : SERVERS[type].file}, without ${names}`,
    });
  }
}

/** Whether a roster that may be read has no answer at all; an error is one. What is in it is not looked at. */
async function isSwallowed(q: Questions, admins: readonly string[]): Promise<boolean> {
  const admin = admins.find((jid) => jid.endsWith(`@${q.serverDomain}`));
  if (admin === undefined) return false;
  const answer = await q.ask(el('iq', { type: 'get', from: q.domain, to: admin }, el('query', { xmlns: NS.roster })));
  return !answer.ok && answer.failure === 'timeout';
}

interface UploadNeeds {
  /** `media.maxFile`. */
  readonly maxFile: number;
  /** `media.upload` is not off, and there is HTTP. */
  readonly wanted: boolean;
  readonly plainHttp: boolean;
  readonly ownStore: boolean;
}

const MOST_ITEMS = 50;

/** Looks for a service that files can be put to (XEP-0363), where the config wants one. */
export async function lookForUpload(q: Questions, type: ServerType | undefined, needs: UploadNeeds): Promise<void> {
  const { report, subject, domain, serverDomain } = q;
  if (!needs.wanted) return;
  const items = await payload(q, serverDomain, el('query', { xmlns: NS.discoItems }), 'query', NS.discoItems);
  const jids =
    items === undefined ? [] : readDiscoItems(items).flatMap(({ jid, node }) => (node === undefined ? [jid] : []));
  const asked = [serverDomain, ...jids.filter((jid) => jid !== serverDomain && jid !== domain).slice(0, MOST_ITEMS)];
  const offers = await Promise.all(asked.map((jid) => offerOf(q, jid)));
  const service = offers.find((offer) => offer !== undefined);
  const lines = type === undefined ? undefined : uploadLines(type, domain, serverDomain);
  const fix = lines === undefined || type === undefined ? {} : { write: lines, where: SERVERS[type].file };
  const nowhere = (found: string): void => {
    if (!needs.ownStore) {
      report.tell('files-nowhere', {
        subject,
        found: `${found} And http.publicUrl is not set.`,
        write: 'http: { publicUrl: https://gw.example.org }',
        where: 'the config file of Isthmus; or mend the upload service',
      });
    }
  };
  if (service === undefined) {
    report.tell('upload-none', {
      subject,
      found: `Of ${asked.length} services of ${serverDomain} none takes files (XEP-0363).`,
      ...fix,
    });
    nowhere('The server keeps no files.');
    return;
  }
  const refusal = await slotRefusal(q, service.jid, needs.plainHttp);
  if (refusal === 'plain') {
    report.tell('upload-plain', {
      subject: service.jid,
      found: 'Its slots begin with http:.',
      write: 'media: { uploadPlainHttp: true }',
      where: 'the config file of Isthmus, on a network that you trust; or give the service TLS',
    });
    nowhere('The upload service cannot be used.');
  } else if (refusal !== undefined) {
    report.tell('upload-refused', { subject: service.jid, found: `It answers ${domain} with ${refusal}.`, ...fix });
    nowhere('The upload service refuses.');
  } else {
    report.fine(
      `${service.jid} takes files${service.maxSize === undefined ? '' : ` up to ${Math.round(service.maxSize / 1024 / 1024)} MiB`}`,
    );
    if (service.maxSize !== undefined && service.maxSize < needs.maxFile) {
      report.tell('upload-small', {
        subject: service.jid,
        found: `It takes ${service.maxSize} octets, media.maxFile says ${needs.maxFile}.`,
        write:
          type === 'ejabberd'
            ? `modules: { mod_http_upload: { max_size: ${needs.maxFile} } }`
            : `http_file_share_size_limit = ${needs.maxFile}`,
        where: type === undefined ? 'the settings of the server' : SERVERS[type].file,
      });
    }
  }
}

async function offerOf(q: Questions, jid: string): Promise<{ jid: string; maxSize: number | undefined } | undefined> {
  const query = await payload(q, jid, el('query', { xmlns: NS.discoInfo }), 'query', NS.discoInfo);
  const offer = query === undefined ? undefined : readUploadOffer(readDiscoInfo(query));
  return offer === undefined ? undefined : { jid, maxSize: offer.maxSize };
}

/** Why there is no slot that can be used; undefined: there is. Asks as a server and, where that may not, as a user. */
async function slotRefusal(q: Questions, jid: string, plainHttp: boolean): Promise<string | undefined> {
  let last = 'nothing';
  for (const from of [q.domain, `upload@${q.domain}`]) {
    const request = slotRequest({ name: 'isthmus-doctor.txt', size: 1, type: 'text/plain' });
    const answer = await q.ask(el('iq', { type: 'get', from, to: jid }, request));
    if (!answer.ok) last = answer.failure;
    else if (answer.iq.attrs.type === 'result') {
      const slot = readSlot(answer.iq);
      if (slot === undefined) return 'a slot that is not whole';
      return slot.put.startsWith('http:') && !plainHttp ? 'plain' : undefined;
    } else {
      const refused = readSlotRefusal(answer.iq);
      last = 'condition' in refused ? refused.condition : refused.kind;
    }
  }
  return last;
}

async function payload(
  q: Questions,
  to: string,
  child: Element,
  name: string,
  ns: string,
): Promise<Element | undefined> {
  const answer = await q.ask(el('iq', { type: 'get', from: q.domain, to }, child));
  return answer.ok && answer.iq.attrs.type === 'result' ? answer.iq.getChild(name, ns) : undefined;
}
