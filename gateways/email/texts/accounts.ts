/** What is said of registrations and of the servers of a mailbox. */
export const accountsTexts = {
  en: {
    'email.register.title': 'Registration with the mail gateway',
    'email.register.instructions-mailbox':
      'Write your mail address and its password. The mail servers are found by themselves; where they are not, name them in the fields below.',
    'email.register.instructions-address':
      'Choose the name of your address at {domain}, or leave it empty and get one made from your JID.',
    'email.register.instructions-both':
      'To use a mailbox that you have, write its address and its password. To get an address at {domain}, leave both empty, or write the address that you would like.',

    'email.register.address': 'Your mail address',
    'email.register.address.description': 'Such as alice@example.com',
    'email.register.address.description-both': 'Of the mailbox that you have. Empty: you get an address at {domain}',
    'email.register.address-wrong': '{address} is no mail address. Write one such as alice@example.com.',
    'email.register.address-missing': 'Write your mail address, such as alice@example.com.',
    'email.register.password': 'Password of the mailbox',
    'email.register.password.description':
      'Many providers want a password that is made for one program (app password), not the one of the account. It is stored encrypted and never shown',
    'email.register.password-wrong': 'The password has characters that no server takes. Write it anew, in one line.',
    'email.register.password-missing': 'Write the password of {address} too, so that its mail can be fetched and sent.',
    'email.register.alias': 'Name of your address at {domain}',
    'email.register.alias.description':
      'What stands before @{domain}: letters, digits, dots, hyphens. Empty: it is made from your JID',
    'email.register.alias-form':
      '{name} cannot be the name of an address. Write small letters and digits, with single dots, hyphens or underscores between them.',
    'email.register.alias-short': '{name} is too short. Write at least {least} characters.',
    'email.register.alias-long': 'This name is too long for an address. Write a shorter one.',
    'email.register.alias-reserved': '{name} is kept for those who run mail systems. Choose another name.',
    'email.register.alias-fixed': 'Names cannot be chosen here: your address is {address}. Leave the field empty.',
    'email.register.alias-kept': '{address} belonged to somebody else not long ago. Choose another name.',

    'email.register.user': 'User name',
    'email.register.user.description': 'For logging in, where it is another one than the mail address',
    'email.register.login': 'Logging in',
    'email.register.login.description': 'With the password, or by signing in on a page of your provider',
    'email.register.login.automatic': 'As it fits',
    'email.register.login.password': 'With the password',
    'email.register.login.oauth': 'By signing in at the provider',
    'email.register.imap': 'IMAP server',
    'email.register.imap.description': 'Host, with a port where it is not 993. Empty: it is found',
    'email.register.imap-security': 'Encryption at the IMAP server',
    'email.register.imap-security.description': 'Only for a server that you have named',
    'email.register.smtp': 'SMTP server',
    'email.register.smtp.description': 'Host, with a port where it is not 465. Empty: it is found',
    'email.register.smtp-security': 'Encryption at the SMTP server',
    'email.register.smtp-security.description': 'Only for a server that you have named',
    'email.register.smtp-user': 'User name for sending',
    'email.register.smtp-user.description': 'Where it is another one than for reading',
    'email.register.smtp-password': 'Password for sending',
    'email.register.smtp-password.description': 'Where it is another one than for reading',
    'email.register.security.automatic': 'By the port',
    'email.register.security.tls': 'TLS from the beginning',
    'email.register.security.starttls': 'STARTTLS',
    'email.register.security.none': 'None: everybody on the way can read along',
    'email.register.server-wrong':
      'This is no server. Write its host name, with a port where it has another one: imap.example.net:993.',
    'email.register.server-denied': 'The administrator does not allow {server}. Ask for it, or use another mailbox.',
    'email.register.plain-denied':
      'Without encryption the password for {server} could be read on the way. Choose TLS or STARTTLS.',
    'email.register.line-wrong': 'Write one line without control characters.',

    'email.register.name': 'Your name',
    'email.register.name.description': 'As others see it beside your address',
    'email.register.signature': 'Signature',
    'email.register.signature.description': 'Lines below each of your mails',
    'email.register.subjects': 'Subjects',
    'email.register.subjects.description': 'How you see the subject of a mail',
    'email.register.subjects.element': 'Where your client shows subjects',
    'email.register.subjects.changed': 'Above the text, when it is another one than before',
    'email.register.subjects.text': 'Above the text, always',
    'email.register.quotes': 'Quotes and signatures of others',
    'email.register.quotes.description':
      'Whether what an answer repeats is taken out; the whole mail can always be had',
    'email.register.quotes.strip': 'Taken out',
    'email.register.quotes.keep': 'Shown',
    'email.register.form': 'How mail comes',
    'email.register.form.description': 'With its text, or as a notice of who has written and about what',
    'email.register.form.text': 'With its text',
    'email.register.form.notice': 'As a notice; the text when I ask for it',
    'email.register.groups': 'Mails to several people',
    'email.register.groups.description': 'How you see conversations of several',
    'email.register.groups.contacts': 'As a contact',
    'email.register.groups.rooms': 'As a contact, and I am invited to a room for each of them',
    'email.register.unknown-senders': 'Mail of strangers',
    'email.register.unknown-senders.description': 'What becomes of mail of somebody to whom you have never written',
    'email.register.unknown-senders.default': 'As the administrator has set it',
    'email.register.unknown-senders.deliver': 'It comes as all other mail',
    'email.register.unknown-senders.ask': 'I am asked whether I want the sender as a contact',
    'email.register.unknown-senders.leave': 'It stays in the mailbox',
    'email.register.receipts': 'Receipts for what I send',
    'email.register.receipts.description': 'What your client shows as received or read',
    'email.register.receipts.delivered': 'When the mail server of the receiver reports it',
    'email.register.receipts.none': 'None',
    'email.register.receipts.accepted': 'When my mail server has taken it',
    'email.register.receipts.displayed': 'When their mail server reports it, and when they say that they have read it',
    'email.register.read-reports': 'Telling others that I have read their mail',
    'email.register.read-reports.description': 'Only where they ask for it',
    'email.register.read-reports.never': 'Nobody',
    'email.register.read-reports.known': 'Whom I have written to',
    'email.register.read-reports.always': 'Everybody',
    'email.register.delivery': 'When mail comes',
    'email.register.delivery.description':
      'At once, or while a client of yours is online; what came meanwhile is summed up then',
    'email.register.delivery.always': 'At once',
    'email.register.delivery.online': 'While I am online',
    'email.register.busy-is-away': 'Not while I am busy',
    'email.register.busy-is-away.description':
      'With mail only while you are online: “do not disturb” counts as being away',
    'email.register.quiet': 'Quiet hours',
    'email.register.quiet.description': 'When no mail comes, such as 22:00-07:00. It comes afterwards',
    'email.register.quiet-wrong': 'These are no hours. Write them such as 22:00-07:00.',
    'email.register.zone': 'Time zone of the quiet hours',
    'email.register.zone.description': 'Such as Europe/Berlin. Empty: UTC',
    'email.register.zone-wrong': 'This time zone is not known. Write one such as Europe/Berlin or America/New_York.',
    'email.register.important': 'Important senders',
    'email.register.important.description':
      'Addresses and domains, one a line, whose mail always comes at once, also in quiet hours',
    'email.register.important-wrong': '{line} is neither a mail address nor a domain. Write one a line.',
    'email.register.important-many': 'These are too many. Write at most {most}.',
    'email.register.hold': 'Seconds to take a mail back',
    'email.register.hold.description':
      'So long each mail waits before it goes out, and can be corrected or taken back; at most {most}',
    'email.register.hold-wrong': 'Write a number of seconds from 0 to {most}.',
    'email.register.corrections': 'Corrections',
    'email.register.corrections.description': 'What becomes of a correction when the mail has gone out',
    'email.register.corrections.mail': 'It is sent as another mail',
    'email.register.corrections.refuse': 'It is refused',
    'email.register.reactions': 'Reactions',
    'email.register.reactions.description': 'To whom an emoji for a mail is sent',
    'email.register.reactions.capable': 'To those whose mail program knows reactions',
    'email.register.reactions.always': 'To everybody, as a short mail where need be',
    'email.register.reactions.never': 'To nobody',
    'email.register.html': 'Styled text',
    'email.register.html.description': 'Whether bold, italics and lists go out as HTML too',
    'email.register.language': 'Language of what I write',
    'email.register.language.description': 'Such as de or pt-BR, where your client does not tell it',
    'email.register.language-wrong': 'This is no language tag. Write one such as de or pt-BR.',
    'email.register.seen': 'Mark mail as read',
    'email.register.seen.description': 'Whether a mail that you have read here is marked as read in the mailbox',
    'email.register.sent-copy': 'Copies of what I send',
    'email.register.sent-copy.description': 'Whether it is put into the folder of sent mail',
    'email.register.sent-copy.automatic': 'Where the provider does not do so itself',
    'email.register.sent-copy.never': 'Never',
    'email.register.sent-elsewhere': 'Show what I send with other programs',
    'email.register.sent-elsewhere.description': 'Whether conversations here show it too',
    'email.register.deletes': 'Delete in the mailbox',
    'email.register.deletes.description': 'Whether a mail that you take out of a conversation goes to the trash',
    'email.register.smime': 'Signing and encryption (S/MIME)',
    'email.register.smime.description': 'Needs your key, which you give with the command key',
    'email.register.smime.never': 'Mails go out as they are',
    'email.register.smime.sign': 'Sign',
    'email.register.smime.possible': 'Sign, and encrypt where the certificates of all receivers are known',
    'email.register.smime.always': 'Sign and encrypt, or do not send',
    'email.register.cpim': 'Send texts as message/cpim',
    'email.register.cpim.description':
      'The common format of instant messaging (RFC 3862). Most mail programs show it as an attachment',
    'email.register.watch': 'Watching the mailbox',
    'email.register.watch.description': 'All the time, or by looking from time to time',
    'email.register.watch.default': 'As the administrator has set it',
    'email.register.watch.idle': 'All the time, mail comes at once',
    'email.register.watch.poll': 'From time to time',

    'email.register.not-found':
      'No {protocol} server was found for {domain}. Name it in your registration; your provider tells its name.',
    'email.register.confirm':
      'DNS says that the mail of {domain} is at {imap} and {smtp}. These are of another domain, so your password was not sent there. If you know them, write them into the fields IMAP server and SMTP server.',
    'email.register.provider-closed':
      'A gateway cannot get at mailboxes of {provider}, which has no IMAP for servers. See {help}, or use another mailbox.',
    'email.register.provider-sign-in':
      '{provider} takes no passwords from programs, only signing in on its page, which the administrator of this gateway has not set up. Ask for it, or use another mailbox.',

    'email.oauth.open-device':
      'Sign in at {provider} for {address}: open {url} and type the code {code}. Nothing else is to be done here.',
    'email.oauth.open-code':
      'Sign in at {provider} for {address}: open {url} in a browser. At the end it shows an empty page or an error; copy the whole address of that page and give it to the command sign-in.',
    'email.oauth.missing': 'You have not signed in at the provider of your mailbox yet. Use the command sign-in.',
    'email.oauth.lost':
      'The provider of your mailbox no longer lets this gateway in, perhaps because you changed your password or took the permission back. Use the command sign-in to sign in again.',
    'email.oauth.expired': 'There is no sign-in at {provider} that waits for you, or its time is over. Begin again.',
    'email.oauth.refused': '{provider} did not let this gateway in. Begin again, and allow it there.',
    'email.oauth.no-code':
      'This is not the address of the page on which the sign-in ended. Copy the whole address from the browser: it begins with http and has a code in it.',
    'email.oauth.other-code': 'This is the answer to another sign-in. Begin again, and use the newest link.',
    'email.oauth.no-refresh':
      '{provider} let this gateway in for an hour only. The administrator has to ask it for lasting access (scope offline_access).',
    'email.oauth.unavailable': '{provider} cannot be asked at the moment. Try again in some minutes.',

    'email.probe.host-unknown': 'The {protocol} server {server} is not known by that name. Look at how it is spelled.',
    'email.probe.address-refused':
      'The {protocol} server {server} has no address of the public Internet, so this gateway does not connect to it. Name another one, or ask the administrator to allow its network.',
    'email.probe.unreachable':
      'The {protocol} server {server} cannot be reached. Look at name and port, or try again later.',
    'email.probe.timeout':
      'The {protocol} server {server} did not answer in time. Look at name and port, or try again later.',
    'email.probe.tls-failed':
      'No encrypted connection to the {protocol} server {server} could be made{said}. Look at the port and the encryption in your registration.',
    'email.probe.certificate-refused':
      'The certificate of the {protocol} server {server} is not to be trusted{said}, so your password was not sent. Look at the name of the server, or ask who runs it.',
    'email.probe.protocol':
      'The {protocol} server {server} does not answer as one{said}. Look at name, port and encryption in your registration.',
    'email.probe.throttled':
      'The {protocol} server {server} lets nobody in at the moment{said}. Try again in some minutes.',
    'email.probe.no-password-login':
      'The {protocol} server {server} lets nobody log in with a password over this connection. Look at port and encryption, or ask your provider how mail programs log in.',
    'email.probe.login-refused':
      'The {protocol} server {server} did not take the password of {user}{said}. Look at the password, and at the user name if it is not the mail address.',
    'email.probe.smtp-login-refused':
      'Reading mail works, but the SMTP server {server} did not take the password of {user}{said}. Set user name and password for sending, or allow sending by mail programs at your provider.',
    'email.probe.login-or-switch':
      '{provider} did not take the password{said}. Look at it, and switch IMAP on at {help}: it is off until you do.',
    'email.probe.app-password':
      '{provider} wants a password that you make there for this gateway (app password), not the one of your account{said}.',
    'email.probe.app-password-at':
      '{provider} wants a password that you make there for this gateway (app password), not the one of your account. Make one at {help} and register with it.',
    'email.probe.sign-in-needed':
      '{provider} takes no passwords from mail programs any more{said}. Where the administrator has set up signing in, leave the password empty; else use another mailbox.',
    'email.probe.switched-off':
      '{provider} has {protocol} switched off for this mailbox{said}. Switch it on there and register again.',
    'email.probe.switched-off-at':
      '{provider} has {protocol} switched off for this mailbox. Switch it on at {help} and register again.',
  },
} as const;
