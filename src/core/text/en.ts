import type { Sentences } from './catalogue.js';
import { englishCommands } from './commands-en.js';

/** English sentences of the core. Each says what happened and what the reader can do. */
export const english: Sentences = {
  'access.banned': 'The administrator has banned you from this gateway. Ask the administrator to lift that.',
  'access.banned-why':
    'The administrator has banned you from this gateway: {reason}. Ask the administrator to lift that.',
  'access.denied': 'This gateway does not serve {jid}. Ask its administrator to allow it.',
  'access.paid': '{jid} may not use this gateway, because it costs money. Ask its administrator for a grant.',

  'address.suggestion': '{problem} Write to {jid} instead.',

  'message.not-registered': 'Register with {gateway} first: your client lists it among the services of your server.',
  'message.account-ended':
    'The registration that this message was sent with has ended, so it was not handed to the network. Register with ' +
    '{gateway} and send it again.',
  'message.throttled': 'You are sending too fast. Wait a moment and send it again.',
  'message.waiting':
    '{count} messages of yours are waiting already, because the network does not take them at the moment. ' +
    'Send this one again when they have gone.',
  'message.lane-full': 'Too many messages are waiting for this network. Send it again later.',
  'message.lane-unheld': 'The connection to this network has not been running for a minute. Send it again later.',
  'message.store-down': 'The gateway cannot keep messages safe at the moment, so it took none. Send it again later.',
  'room.direct':
    '{room} is a room. Join it and write to all in it, or write to somebody in it, or to the nick without the room.',
  'room.groupchat-nick': 'A message to all of a room goes to {room}. To write to one person, send an ordinary message.',
  'room.unsure': 'The process that worked on this ended, so nobody knows what became of it. Try again.',
  'message.groupchat': 'There are no rooms on this gateway. Write to a contact instead.',
  'message.expired': 'The message could not be handed to the network in time, so it was not sent. Send it again later.',
  'message.unknown':
    'It is not known whether the message went out whole: the connection was lost before the network answered, or it took a ' +
    'part only. Sending it again may deliver it twice.',
  'message.unsupported': 'This network cannot carry that ({feature}), so it was not sent. Say it in a plain message.',
  'message.encrypted':
    'This message is encrypted, and the network behind this gateway cannot read it. Turn encryption off for {jid} ' +
    'and send it again.',
  'message.object':
    'This message holds a whole MIME object, which the network behind this gateway cannot carry. Send its text or its files.',
  'message.object-malformed':
    'The object in this message cannot be read: its content is no base64, or its address or checksum is missing. Ask who ' +
    'makes the program that sent it.',
  'message.forwarded':
    'A forwarded message cannot be passed on, because it was written by somebody else. Copy its text and send that.',
  'console.code':
    'Code for the console: {code}\nIt is good for {minutes} minutes, once, in the browser that asked for it. If you did not ask for ' +
    'it, do nothing: without it nobody can sign in as you. Never pass it on.',
  'store.away': 'The gateway cannot reach its store at the moment. Try again later.',
  'message.internal': 'The gateway failed while it handled this. Its administrator can find the reason in the log.',

  'fallback.correction': 'Correction: {body}',
  'fallback.retraction': '(I withdrew an earlier message.)',
  'fallback.reaction': '(I reacted with {emojis}.)',
  'fallback.reaction-removed': '(I took back my reaction.)',
  'fallback.reaction-partly-removed': '(I took back my reaction {emojis}.)',
  'fallback.reaction-changed': '(I reacted with {added} and took back {removed}.)',
  'fallback.invite': '(I invite you to the chat room {room}.)',
  'fallback.invite-reason': '(I invite you to the chat room {room}: {reason})',
  'fallback.file-inside': '(I sent a picture that cannot be shown here: {name})',
  'fallback.reply': 'Re "{quote}": {body}',
  'fallback.subject': '{subject}: {body}',

  'incoming.correction': 'Correction: {body}',
  'incoming.retraction': '(An earlier message was withdrawn.)',
  'incoming.reaction': '(Reacted with {emojis}.)',
  'incoming.reaction-removed': '(Took back a reaction.)',
  'incoming.object-e2e': '(A signed or encrypted message, S/MIME. Your program cannot show it.)',
  'incoming.object-openpgp': '(An OpenPGP message. Your program cannot show it.)',
  'incoming.object-mime': '(A mail as a whole. Your program cannot show it.)',
  'incoming.invite': '(An invitation to the chat room {room}.)',

  'recipients.too-many': 'One message may go to {most} recipients at most; this one names {count}. Send it in parts.',
  'recipients.separately':
    'Each of your recipients gets this message alone, and does not learn of the others. Answers come to you only.',
  'recipient.foreign': '{recipient} is not a contact of this gateway, which delivers to nobody else. Nothing was sent.',
  'recipient.malformed':
    '{recipient} is no address that this gateway can read, so it got nothing. Correct it and send again.',
  'recipient.failed': '{recipient}: {problem}',

  'register.required': '{field}: a value is needed.',
  'register.option': '{field}: choose one of the offered values ({options}).',
  'register.too-long': '{field}: at most {limit} characters.',
  'register.boolean': '{field}: answer 0, 1, true or false.',
  'register.pattern': '{field}: this does not have the form that is asked for. Look at its description and correct it.',
  'register.conflict': '{field}: {value} belongs to another user of this gateway already. Choose another one.',
  'register.conflict-own': '{field}: {value} belongs to another account of yours already. Choose another one.',
  'register.closed': 'Registration with this gateway is not open to {jid}. Ask its administrator to allow it.',
  'register.not-registered': '{jid} is not registered with this gateway, so there is nothing to remove.',
  'register.remove-alone': 'To unregister send <remove/> alone, without other fields.',
  'register.not-a-submission': 'Answer the registration form with a form of type submit.',
  'register.other-form': 'This is another form than the one for registration. Ask for that one first.',
  'register.no-fields': 'The registration has no fields. Ask for the form and fill it in.',
  'register.welcome':
    'You are registered with {gateway}. Write to {example} to reach somebody; answers come from the same address. ' +
    'Write help to {node} to see what else there is.',
  'register.welcome-as':
    'You are registered with {gateway}, as {own}. Write to {example} to reach somebody; answers come from the same ' +
    'address. Write help to {node} to see what else there is.',
  'register.timeout': 'The network did not answer in time, so the data could not be checked. Try again later.',
  'register.busy': 'The gateway cannot store registrations at the moment. Try again later.',

  'account.label':
    'An account cannot be called "{label}". Use 1 to 64 of the letters a to z, digits, hyphen, and dots between them.',
  'account.exists': 'You have an account "{label}" already. Change that one, or choose another name.',
  'account.unknown': 'You have no account "{label}" on this gateway. Yours are {accounts}.',
  'account.first': 'Register with {gateway} first. After that you can add further accounts.',
  'contact.limit': 'You have {limit} contacts on this gateway, and no more are allowed. Remove one first.',
  'account.limit': 'You have {limit} accounts on this gateway, and no more are allowed. Remove one first.',
  'account.pins': 'You have pinned accounts to {limit} contacts, and no more are allowed. Unpin one first.',

  'stanza.limit':
    'This stanza is larger than the gateway reads ({limit}), so nothing of it was taken. Send less at once.',

  'iq.type': 'The type of an IQ is get, set, result or error.',
  'iq.id': 'An IQ needs an id.',
  'iq.children': 'An IQ of type get or set needs exactly one child.',
  'iq.unknown': 'This gateway does not know the request {namespace} at this address.',
  'iq.resource': 'There is nothing at this resource. Ask {jid} without one.',
  'prompt.empty': 'Type an address first.',
  ...englishCommands,
  'prompt.too-long': 'This is longer than any address. Type the address alone.',

  'vcard.foreign': 'This is not yours to change. To change your own registration, register again.',

  'search.title': 'Search for people',
  'search.instructions': 'Fill in one or more fields. People are found whose entry holds what you typed.',
  'search.first': 'Given name',
  'search.last': 'Family name',
  'search.nick': 'Nick',
  'search.email': 'Mail address',
  'search.phone': 'Phone number',
  'search.more': 'Only the first {results} are shown. Fill in more to find fewer.',
  'search.form': 'This is not the search form. Ask for the form and fill it in.',
  'search.empty': 'Fill in at least one field of the search.',
  'search.throttled': 'You are searching too often. Wait a moment and search again.',
  'search.failed': 'The directory does not answer at the moment. Search again later.',

  'archive.form': 'This is not a query that the archive can read. Ask for its form and fill it in.',
  'archive.field': 'The archive cannot be searched by this field. Ask for its form, which has all that it knows.',
  'archive.with': 'What you search for is no address. Correct it and ask again.',
  'archive.ids': 'These are more ids than the archive looks up at once. Ask for fewer of them.',
  'archive.no-such': 'You saw no message with this id here, or it is not kept any more. Ask without it.',
  'archive.no-index': 'The archive does not count its messages. Ask for those before or after one of them.',
  'archive.throttled': 'You are asking the archive too often. Wait a moment and ask again.',

  'policy.own':
    'Messages to the network are kept until they are handed over, at most {hours} hours; messages to you until your ' +
    'server has taken them. Addresses and ids without text are kept for delivery reports, at most {reports} hours. ' +
    'Unregistering deletes registration and contact list at once.',

  'media.unavailable': 'Files cannot be kept here at the moment. Send a link to it instead.',
  'media.too-large':
    'The file is larger than this gateway carries ({limit} bytes). Make it smaller, or send it another way.',
  'media.quota':
    'So many files are kept here already that there is no room for this one. Try again when older ones have expired.',
  'media.full': 'There is no room for files here at the moment. Try again later.',
  'media.broken': 'The file ended in the middle, so it was not carried. Send it again.',
  'media.url':
    'This is not a link that the gateway can fetch: it must begin with https:// or http:// and name no user.',
  'media.encrypted':
    'This file is encrypted for its receiver alone, so the gateway cannot read it. Turn encryption off for this contact ' +
    'and send the file again.',
  'media.address': 'The link leads to {host}, which is not on the public Internet, so it was not fetched.',
  'media.unreachable': 'The server of the link ({host}) could not be reached. Try again later.',
  'media.status': 'The server of the link ({host}) did not give the file ({status}). Check the link.',
  'media.timeout': 'The server of the link ({host}) was too slow, so the file was given up. Try again later.',
};
