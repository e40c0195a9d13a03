import type { Problem, StanzaCondition, StanzaErrorType } from '../gateway.js';
import type { IrcMessage } from './wire/message.js';

type Meaning = readonly [StanzaErrorType, StanzaCondition];

/** What an error numeric means to who did what it answers (modern IRC documentation; XEP-0045 for rooms). */
const NUMERICS: Readonly<Record<string, Meaning>> = {
  '401': ['cancel', 'item-not-found'], // ERR_NOSUCHNICK
  '402': ['cancel', 'item-not-found'], // ERR_NOSUCHSERVER
  '403': ['cancel', 'item-not-found'], // ERR_NOSUCHCHANNEL
  '404': ['auth', 'forbidden'], // ERR_CANNOTSENDTOCHAN
  '405': ['wait', 'resource-constraint'], // ERR_TOOMANYCHANNELS
  '407': ['modify', 'not-acceptable'], // ERR_TOOMANYTARGETS
  '411': ['modify', 'bad-request'], // ERR_NORECIPIENT
  '412': ['modify', 'bad-request'], // ERR_NOTEXTTOSEND
  '413': ['modify', 'not-acceptable'], // ERR_NOTOPLEVEL
  '415': ['modify', 'not-acceptable'], // ERR_BADMASK
  '417': ['modify', 'policy-violation'], // ERR_INPUTTOOLONG
  '421': ['cancel', 'feature-not-implemented'], // ERR_UNKNOWNCOMMAND
  '432': ['modify', 'not-acceptable'], // ERR_ERRONEUSNICKNAME
  '433': ['cancel', 'conflict'], // ERR_NICKNAMEINUSE
  '435': ['cancel', 'not-allowed'], // ERR_BANONCHAN (nick change while banned)
  '437': ['wait', 'resource-constraint'], // ERR_UNAVAILRESOURCE
  '438': ['wait', 'resource-constraint'], // ERR_NICKTOOFAST
  '441': ['cancel', 'item-not-found'], // ERR_USERNOTINCHANNEL
  '442': ['modify', 'not-acceptable'], // ERR_NOTONCHANNEL
  '443': ['cancel', 'conflict'], // ERR_USERONCHANNEL
  '447': ['cancel', 'not-allowed'], // ERR_NONICKCHANGE
  '461': ['modify', 'bad-request'], // ERR_NEEDMOREPARAMS
  '467': ['cancel', 'conflict'], // ERR_KEYSET
  '471': ['wait', 'service-unavailable'], // ERR_CHANNELISFULL
  '472': ['cancel', 'feature-not-implemented'], // ERR_UNKNOWNMODE
  '473': ['auth', 'registration-required'], // ERR_INVITEONLYCHAN
  '474': ['auth', 'forbidden'], // ERR_BANNEDFROMCHAN
  '475': ['auth', 'not-authorized'], // ERR_BADCHANNELKEY
  '476': ['modify', 'jid-malformed'], // ERR_BADCHANMASK
  '477': ['auth', 'registration-required'], // ERR_NEEDREGGEDNICK
  '478': ['wait', 'resource-constraint'], // ERR_BANLISTFULL
  '479': ['modify', 'jid-malformed'], // ERR_BADCHANNAME
  '480': ['wait', 'resource-constraint'], // throttled joins
  '481': ['cancel', 'not-allowed'], // ERR_NOPRIVILEGES
  '482': ['auth', 'forbidden'], // ERR_CHANOPRIVSNEEDED
  '484': ['cancel', 'not-allowed'], // ERR_RESTRICTED
  '489': ['auth', 'not-authorized'], // ERR_SECUREONLYCHAN
  '502': ['cancel', 'not-allowed'], // ERR_USERSDONTMATCH
  '520': ['auth', 'forbidden'], // ERR_OPERONLY
  '531': ['auth', 'forbidden'], // ERR_CANTSENDTOUSER
  '716': ['auth', 'forbidden'], // RPL_TARGUMODEG: takes messages only from whom it accepts
};

/** Codes of FAIL (IRCv3 standard-replies), whatever the command. */
const CODES: Readonly<Record<string, Meaning>> = {
  ACCOUNT_REQUIRED: ['auth', 'registration-required'],
  CANNOT_SEND: ['auth', 'forbidden'],
  DISABLED: ['cancel', 'feature-not-implemented'],
  INVALID_MSGID: ['cancel', 'item-not-found'],
  INVALID_PARAMS: ['modify', 'bad-request'],
  INVALID_TARGET: ['cancel', 'item-not-found'],
  INVALID_UTF8: ['modify', 'not-acceptable'],
  MESSAGE_ERROR: ['wait', 'internal-server-error'],
  MULTILINE_INVALID: ['modify', 'not-acceptable'],
  MULTILINE_MAX_BYTES: ['modify', 'policy-violation'],
  MULTILINE_MAX_LINES: ['modify', 'policy-violation'],
  NEED_MORE_PARAMS: ['modify', 'bad-request'],
  RATE_LIMITED: ['wait', 'resource-constraint'],
  REDACT_FORBIDDEN: ['auth', 'forbidden'],
  REDACT_WINDOW_EXPIRED: ['cancel', 'not-allowed'],
  TEMPORARILY_UNAVAILABLE: ['wait', 'resource-constraint'],
  UNKNOWN_COMMAND: ['cancel', 'feature-not-implemented'],
  UNKNOWN_MSGID: ['cancel', 'item-not-found'],
};

/** Anything else that a server refuses. */
const OTHERWISE: Meaning = ['cancel', 'undefined-condition'];

/** An error line of a server as a stanza error, with what the server said. */
export function refusalOf({ command, params }: IrcMessage): Problem {
  const said = params.at(-1) ?? '';
  if (command === 'FAIL') {
    const code = params[1] ?? '';
    return problem(Object.hasOwn(CODES, code) ? (CODES[code] ?? OTHERWISE) : OTHERWISE, said, `irc ${code}`);
  }
  // What servers say to it helps nobody to go on.
  if (command === '417') return { ...refusalBy(command, said), text: { key: 'irc.line.too-long' } };
  return refusalBy(command, said);
}

/** The same for a numeric whose text is known. */
export function refusalBy(numeric: string, said: string): Problem {
  return problem(
    Object.hasOwn(NUMERICS, numeric) ? (NUMERICS[numeric] ?? OTHERWISE) : OTHERWISE,
    said,
    `irc ${numeric}`,
  );
}

function problem([type, condition]: Meaning, said: string, code: string): Problem {
  return { type, condition, text: { key: 'irc.refused', params: { said: said.slice(0, 200).toWellFormed() } }, code };
}
