import type { Spread } from '../../xmpp/barrier-trial.js';
import type { StreamEnd } from '../../xmpp/stream-end.js';

/**
 * What an administrator can do about the end of a stream, with the lines to write; undefined where there is nothing to do.
 * Never holds the secret. `streams`: how many the domain should have.
 */
export function adviceFor(end: StreamEnd, domain: string, streams = 1): string | undefined {
  const prosody = `Prosody: Component "${domain}" with component_secret = "..." in prosody.cfg.lua`;
  const ejabberd = `ejabberd: in the listener with "module: ejabberd_service", under hosts: "${domain}": {password: "..."}`;
  switch (end.condition) {
    case 'not-authorized':
    case 'handshake-refused':
      return `The server refused the secret for ${domain}. It must be the same on both sides. ${prosody}; ${ejabberd}.`;
    case 'host-unknown':
    case 'host-gone':
      return `The server does not know ${domain}. Add it, then reload the server. ${prosody}; ${ejabberd}.`;
    case 'conflict':
      if (streams > 1) {
        return (
          `The server takes only one connection for ${domain}, but xmpp.streams says ${streams}. Prosody, MongooseIM and Openfire take one: ` +
          `set xmpp.streams: 1, or streams: 1 in the section of this gateway. Several are for ejabberd, with ${balancing(domain, streams)}.`
        );
      }
      return (
        `${domain} is taken: another component is connected under this name, or it is one of the server's own hosts. ` +
        `Stop the other one, or give this one another domain. To let a new connection replace a dead one, in Prosody: ` +
        `component_conflict_resolve = "kick_old" below Component "${domain}"; in MongooseIM: conflict_behaviour = "kick_old"; in ejabberd: no entry for ${domain} under the top-level hosts.`
      );
    case 'invalid-namespace':
      return (
        'The port answers, but not as a component port. Prosody: component_ports = { 5347 }; ' +
        'ejabberd: the port of the listener with "module: ejabberd_service".'
      );
    case 'connect-failed':
      if (/certificate|self.signed|altnames/i.test(end.text ?? '')) {
        return (
          `The server's certificate is not trusted (${end.text}). It must be valid for the host in xmpp.server; ` +
          'an authority of your own is trusted with NODE_EXTRA_CA_CERTS=/path/of/ca.pem in the environment of Isthmus.'
        );
      }
      return (
        'Nothing accepts connections there. Prosody: component_ports = { 5347 } and, for another machine, component_interfaces; ' +
        'ejabberd: a listener with "module: ejabberd_service"; then the firewall.'
      );
    case 'negotiation-timeout':
      return (
        'The port accepts connections but does not speak XMPP for components. Is it the component port, and is TLS set the same on both sides? ' +
        'Tigase says nothing to an unknown domain: add it as an item of ext.'
      );
    case 'closed':
      if (end.established) return undefined;
      return `The server closed the connection without a word. Tigase does so where the secret for ${domain} differs; others where TLS is set on one side only.`;
    case 'no-barrier':
      if (streams > 1) {
        return (
          `No ping that ${domain} sends to itself comes back on this stream, so the server gives it nothing: perhaps there are more streams than ` +
          `it expects. ejabberd needs ${balancing(domain, streams)}, and no other program connected under this domain.`
        );
      }
      return `The server answers no ping, neither its own nor one that ${domain} sends to itself. ejabberd: check the rules of mod_privilege and of access_rules for ${domain}.`;
    default:
      return undefined;
  }
}

/** What an administrator can do about a server that spreads the stanzas of a domain wrongly. */
export function spreadAdvice(found: Spread, domain: string, streams: number): string {
  switch (found) {
    case 'uneven':
      return (
        `The server gives what one user sends to ${domain} now to one stream, now to another, so its order is lost. ` +
        `ejabberd needs ${balancing(domain, streams)}; other servers xmpp.streams: 1.`
      );
    case 'elsewhere':
      return (
        `The server keeps part of the stanzas for other streams of ${domain}, and they are lost. If ejabberd has domain_balancing for ` +
        'this domain, set xmpp.streams to its component_number; else another program is connected under this domain: stop it.'
      );
  }
}

function balancing(domain: string, streams: number): string {
  return `domain_balancing: {"${domain}": {type: bare_source, component_number: ${streams}}} in ejabberd.yml`;
}
