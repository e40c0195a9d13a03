import type { Diagnoses } from '../../../gateways/gateway.js';

/** What can be wrong between Isthmus and the XMPP server. */
export const xmppDiagnoses = {
  'server-unresolved': {
    severity: 'error',
    title: 'the host of the XMPP server has no address',
    why: 'Isthmus cannot connect to a host that DNS does not know.',
  },
  'port-refused': {
    severity: 'error',
    title: 'nobody listens at the component port',
    why: 'A gateway is a component: without the connection to its server it is not there for anybody.',
  },
  'port-silent': {
    severity: 'error',
    title: 'the component port does not answer',
    why: 'A firewall that drops packets, a server that hangs, a port of something else, or TLS on one side only.',
  },
  'port-wrong': {
    severity: 'error',
    title: 'this is not a component port',
    why: 'The port for clients or for servers takes no components.',
  },
  'server-certificate': {
    severity: 'error',
    title: 'the TLS of the component port cannot be trusted',
    why: 'The secret goes over this connection: Isthmus gives it only to whom it can verify.',
  },
  'secret-refused': {
    severity: 'error',
    title: 'the server refuses the secret',
    why: 'Both sides prove to each other that they know it; it must be the same to the last character.',
  },
  'domain-unknown': {
    severity: 'error',
    title: 'the server has no such component',
    why: 'It takes only components that it was told of.',
  },
  'stream-conflict': {
    severity: 'error',
    title: 'something else is connected under this domain',
    why: 'A server gives the stanzas of a domain to one program. Isthmus would be refused, or the two throw each other out.',
  },
  'stream-closed': {
    severity: 'error',
    title: 'the server closes the connection',
    why: 'It does not say why. Some servers do so for a wrong secret, others where TLS is set on one side only.',
  },
  'pings-swallowed': {
    severity: 'error',
    title: 'the server answers no ping of the component',
    why: 'Pings prove what the server has read. Without them nobody knows what has arrived, and Isthmus does not attach.',
  },
  'stream-not-tried': {
    severity: 'hint',
    title: 'it was not tried to attach',
    why: 'Redis could not be asked whether Isthmus runs. A second connection could throw a running gateway out.',
  },
  'stream-down': {
    severity: 'error',
    title: 'the running Isthmus is not attached',
    why: 'It tries again by itself; until then the gateway is not there for anybody.',
  },
  'secret-in-clear': {
    severity: 'warning',
    title: 'the component port is reached over a network without TLS',
    why: 'Everybody on the way reads all messages, and can take over the connection.',
  },
  'domain-not-below': {
    severity: 'hint',
    title: 'the domain is no subdomain of the server',
    why: 'Clients list subdomains of their server as its services; users have to type any other address by hand.',
  },
  'domain-without-dns': {
    severity: 'warning',
    title: 'users of other servers cannot reach the gateway',
    why: 'Other servers, which access.allow names, find a gateway by DNS only.',
  },
  'domain-loop': {
    severity: 'error',
    title: 'a gateway of this installation may register at another one',
    why: 'Answers that answer answers could go round between them for ever.',
  },
  'domain-dns-elsewhere': {
    severity: 'warning',
    title: 'DNS leads the domain to another server',
    why: 'Users of other servers would reach something that is not this gateway.',
  },
  'server-old': {
    severity: 'warning',
    title: 'the XMPP server is older than any that we test with',
    why: 'Isthmus is tested with Prosody 0.12 and ejabberd 23.01.',
  },
  'server-swallows': {
    severity: 'warning',
    title: 'this version of ejabberd swallows requests of components',
    why: 'Its mod_privilege (24.10 to 24.12) drops requests that it should pass on: uploads and rosters take until a time-out.',
  },
  'streams-unfit': {
    severity: 'error',
    title: 'the server takes one connection for a domain, and the config asks for more',
    why: 'Several connections are for ejabberd with domain_balancing. Elsewhere they throw each other out.',
  },
  'server-clock': {
    severity: 'warning',
    title: 'the clocks of this machine and of the XMPP server differ',
    why: 'Messages show the wrong time, and what has expired for one has not for the other.',
  },
  'privileges-none': {
    severity: 'hint',
    title: 'the server lets the gateway into no rosters',
    why: 'With that right (XEP-0356) contacts of a network appear in rosters by themselves; without it users are asked.',
  },
  'privileges-swallowed': {
    severity: 'warning',
    title: 'the server grants rosters and does not answer for them',
    why: 'Isthmus gives up after three requests of 10 s each, at every connect.',
  },
  'privileges-more': {
    severity: 'warning',
    title: 'the server grants more than Isthmus uses',
    why: 'A right that nobody uses is of use only to whoever breaks in.',
  },
  'upload-none': {
    severity: 'hint',
    title: 'the server has no upload service',
    why: 'Files then lie in the store of Isthmus itself, where http.publicUrl is set, else none are carried.',
  },
  'upload-refused': {
    severity: 'warning',
    title: 'the upload service does not let the gateway in',
    why: 'Files that the server could keep lie in the store of Isthmus, or are not carried at all.',
  },
  'upload-small': {
    severity: 'hint',
    title: 'the upload service takes smaller files than Isthmus',
    why: 'Larger ones go to the store of Isthmus itself, or are not carried where there is none.',
  },
  'upload-plain': {
    severity: 'warning',
    title: 'the upload service has no TLS',
    why: 'Isthmus does not send files of users over plain HTTP unless it is told to.',
  },
  'files-nowhere': {
    severity: 'warning',
    title: 'files cannot be carried',
    why: 'There is neither an upload service nor a store of our own: users get a sentence in place of pictures.',
  },
  'stanza-limit': {
    severity: 'error',
    title: 'the server takes smaller stanzas than Isthmus may send',
    why: 'A stanza that is too large ends the connection, for all users of the gateway at once.',
  },
  'nagle-on': {
    severity: 'hint',
    title: 'the server waits for more before it writes',
    why: "Nagle's algorithm keeps answers back for about 40 ms where there is little traffic. Isthmus works around it; to turn it off is the clean way.",
  },
} as const satisfies Diagnoses;
