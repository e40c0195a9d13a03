import type { Diagnoses } from '../../gateway.js';

/** What can be wrong between Isthmus and IRC networks. */
export const ircDiagnoses = {
  'irc-unresolved': {
    severity: 'error',
    title: 'a server of an IRC network has no address',
    why: 'Nobody gets into rooms of that network by it.',
  },
  'irc-refused': {
    severity: 'error',
    title: 'nobody listens at the port of an IRC server',
    why: 'Nobody gets into rooms of that network by it.',
  },
  'irc-silent': {
    severity: 'error',
    title: 'an IRC server does not answer',
    why: 'A firewall that drops packets, or TLS on one side only.',
  },
  'irc-tls': {
    severity: 'error',
    title: 'an IRC server speaks no TLS at this port',
    why: 'Isthmus never falls back to a connection without TLS by itself.',
  },
  'irc-certificate': {
    severity: 'error',
    title: 'the certificate of an IRC server is not trusted',
    why: 'Passwords of users go over this connection: Isthmus connects only to whom it can verify.',
  },
  'irc-pin': {
    severity: 'error',
    title: 'an IRC server has another certificate than the pins say',
    why: 'Either it was renewed, or somebody is between.',
  },
  'irc-plain': {
    severity: 'warning',
    title: 'an IRC network is reached without TLS',
    why: 'Everybody on the way reads along, passwords too.',
  },
  'irc-password': {
    severity: 'error',
    title: 'an IRC server refuses its password, or wants one',
    why: 'Nobody gets in without it.',
  },
  'irc-banned': {
    severity: 'error',
    title: 'an IRC network does not let this address in',
    why: 'All users of the gateway share the address, so that nobody gets in. Networks lift bans on request and allow gateways more connections.',
  },
  'irc-throttled': {
    severity: 'warning',
    title: 'an IRC network has had too many connections from this address',
    why: 'Users wait until it takes more. Networks raise the limit for gateways on request.',
  },
  'irc-closed': {
    severity: 'error',
    title: 'an IRC server closes the connection',
    why: 'Nobody gets into rooms of that network by it.',
  },
  'irc-no-sasl': {
    severity: 'warning',
    title: 'an IRC network offers no SASL',
    why: 'Users log in by messages to NickServ after they are visible, if at all.',
  },
  'irc-sasl-required': {
    severity: 'error',
    title: 'an IRC network offers no SASL, and the config requires it',
    why: 'Without a login nobody is let in, and there is no way to log in.',
  },
  'irc-utf8-only': {
    severity: 'warning',
    title: 'an IRC server takes UTF-8 only, and the config writes another encoding',
    why: 'The server drops lines that are not UTF-8, or ends the connection.',
  },
  'irc-network-name': {
    severity: 'hint',
    title: 'an IRC network calls itself otherwise',
    why: 'The name in the config is part of all addresses, and people look for the name that they know. It may be the wrong server.',
  },
  'identd-port-unusable': {
    severity: 'error',
    title: 'the port for ident cannot be had',
    why: 'Networks then put a mark before user names, and cannot ban one user without all.',
  },
} as const satisfies Diagnoses;
