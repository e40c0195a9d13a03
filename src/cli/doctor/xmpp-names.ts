import type { ExamDns, ExamReport } from '../../../gateways/gateway.js';
import type { GatewayConfig } from '../../config/load.js';
import { SERVERS } from '../servers/server-type.js';
import type { CoreExam } from './area.js';
import type { xmppDiagnoses } from './xmpp-diagnoses.js';

type Report = ExamReport<typeof xmppDiagnoses>;

/** Whether the domain of a gateway fits that of its server, and the rules of access. */
export function lookAtAccess({ config }: CoreExam, { domain }: GatewayConfig, report: Report): void {
  const { access, xmpp } = config;
  const subject = `component ${domain}`;
  if (!domain.endsWith(`.${xmpp.domain}`)) {
    report.tell('domain-not-below', {
      subject,
      found: `It is not below ${xmpp.domain}.`,
      write: `disco_items = { { "${domain}", "Gateway" } }`,
      where: `${SERVERS.prosody.file}, in VirtualHost "${xmpp.domain}"; in ${SERVERS.ejabberd.file} mod_disco has extra_domains`,
    });
  }
  const looping = access.allow.filter((rule) => rule === domain || rule.endsWith(`@${domain}`));
  if (looping.length > 0) {
    report.tell('domain-loop', {
      subject,
      found: `access.allow names ${looping.join(', ')}.`,
      write: `access: { allow: [${access.allow.filter((rule) => !looping.includes(rule)).join(', ') || xmpp.domain}] }`,
      where: 'the config file of Isthmus',
    });
  }
}

/** What DNS says of the domain of a gateway, and whether that matters. Where nobody answers, nothing is said. */
export async function lookAtDns({ config, dns }: CoreExam, { domain }: GatewayConfig, report: Report): Promise<void> {
  const { access, xmpp } = config;
  const subject = `component ${domain}`;
  const [srv, addresses] = await Promise.all([quiet(dns, `_xmpp-server._tcp.${domain}`), dns.addresses(domain)]);
  const others = access.allow.filter((rule) => domainOf(rule) !== xmpp.domain);
  const line = `_xmpp-server._tcp.${domain}. 3600 IN SRV 0 5 5269 ${xmpp.domain}.`;
  const where = `the zone of ${domain}`;
  if (srv === undefined && addresses === undefined) return;
  if ((srv ?? []).length === 0 && (addresses ?? []).length === 0) {
    if (others.length === 0)
      report.fine(`${domain} has no DNS entry: users of other servers do not reach it, and none may`);
    else
      report.tell('domain-without-dns', {
        subject,
        found: `access.allow names ${others.slice(0, 5).join(', ')}, and DNS does not know ${domain}.`,
        write: line,
        where,
      });
    return;
  }
  const server = await quiet(dns, `_xmpp-server._tcp.${xmpp.domain}`);
  const here = new Set([xmpp.domain, ...(server ?? []).map(({ name }) => name)]);
  const targets = (srv ?? []).map(({ name }) => name);
  const [own, theirs] = await Promise.all([
    allAddresses(dns, [...here]),
    allAddresses(dns, targets.length > 0 ? targets : [domain]),
  ]);
  if (own.size > 0 && theirs.size > 0 && ![...theirs].some((address) => own.has(address))) {
    report.tell('domain-dns-elsewhere', {
      subject,
      found: `It leads to ${[...theirs].slice(0, 3).join(', ')}, ${xmpp.domain} to ${[...own].slice(0, 3).join(', ')}.`,
      write: line,
      where,
    });
  } else report.fine(`${domain} is in DNS`);
}

function domainOf(rule: string): string {
  return rule.slice(rule.indexOf('@') + 1).replace(/\/.*$/, '');
}

async function quiet(dns: ExamDns, name: string): Promise<readonly { readonly name: string }[] | undefined> {
  return (await dns.srv(name))?.filter(({ name: target }) => target !== '');
}

async function allAddresses(dns: ExamDns, names: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await Promise.all(names.map((name) => dns.addresses(name)))).flatMap((all) => all ?? []));
}
