/** English sentences of the IRC gateway, by the files that say them. */
export const english = {
  'irc.verbatim': '{text}',

  // irc-gateway.ts
  'irc.prompt': 'Write a room or a nick and its network, such as #room libera.',
  'irc.prompt-label': 'Room or nick',

  // session.ts, hold.ts
  'irc.connecting': 'You are being connected to {network}. Try again in a moment.',
  'irc.unavailable': 'There is no connection to {network}. {reason}',
  'irc.not-connected': 'The connection was lost before the network answered. Look at what became of it, and try again.',
  'irc.internal': 'The gateway could not do this. Its log tells the administrator why.',
  'irc.line.too-long': 'A line is too long for this network and was not sent. Write a shorter one.',
  'irc.raw.empty': 'This is no command of IRC. Write one such as WHOIS romeo.',
  'irc.refused': 'The network refused it: {said}',
  'irc.too-long':
    'This text is too long for IRC, where it would be more than {limit} lines. Make it shorter, or send it as a file.',
  'irc.long-text': '(the whole text: {link})',

  // failure-texts.ts
  'irc.failure.host-unknown': 'The server is not known by that name. Look at how it is spelled.',
  'irc.failure.address-refused':
    'The server has no address of the public Internet, so this gateway does not connect to it. Name another one.',
  'irc.failure.no-address': 'The server has no address that this gateway can reach. Ask the administrator.',
  'irc.failure.unreachable': 'The server cannot be reached{said}.',
  'irc.failure.connect-timeout': 'The server did not answer in time.',
  'irc.failure.proxy-failed': 'The proxy of the gateway does not reach the server{said}.',
  'irc.failure.tls-failed':
    'No encrypted connection to the server could be made{said}. Look at the port, or ask who runs the server.',
  'irc.failure.certificate-refused':
    'The certificate of the server is not trusted{said}. Somebody may be in between: ask who runs the server.',
  'irc.failure.pin-mismatch':
    'The certificate of the server is another one than expected. Somebody may be in between: ask who runs the server for its fingerprint.',
  'irc.failure.lost': 'The connection broke{said}.',
  'irc.failure.ping-timeout': 'The server no longer answered.',
  'irc.failure.registration-timeout': 'The server did not let us in within the time{said}.',
  'irc.failure.closed': 'The server closed the connection{said}.',
  'irc.failure.killed': 'The network has thrown you out{said}.',
  'irc.failure.throttled': 'The network wants fewer connections at a time{said}.',
  'irc.failure.too-many-connections': 'The network takes no more connections from this gateway{said}.',
  'irc.failure.banned':
    'The network has banned you or this gateway{said}. Ask its operators, or the administrator of the gateway.',
  'irc.failure.password-refused':
    'The server wants a password, or another one{said}. Set the password of the server in your registration there.',
  'irc.login.failed':
    'You are on {network}, but not logged in there{said}. See account and password in your registration.',
  'irc.failure.login-refused':
    'The network did not take account and password, or your certificate{said}. Correct them in your registration there.',
  'irc.failure.login-unavailable': 'The network lets nobody log in at the moment{said}.',
  'irc.failure.nick-refused': 'The network takes none of your nicks{said}. Set another one in your registration there.',
  'irc.failure.settings-unusable':
    'The settings cannot be used{said}. Correct your registration there, or ask the administrator.',
  'irc.failure.settings-unread': 'The gateway cannot look up your settings at the moment. It tries again by itself.',
  'irc.failure.not-held': 'Another process of the gateway takes over. Try again in a moment.',

  // rooms/
  'irc.room.no-nick': 'A join needs a nick: write it behind the address of the room and a slash.',
  'irc.room.no-answer': 'The network did not answer to the join. Try again.',
  'irc.room.not-in': 'You are not in this room with this client. Join it first.',
  'irc.room.not-yours': 'This message is of somebody else, so you can neither change it nor take it back.',
  'irc.room.ended': 'You were taken out before you were in. Join again.',
  'irc.room.forwarded': 'The network leads those who join this room to {channel}. Join that one.',
  'irc.room.lost': 'The connection to {network} was lost; you are back as soon as there is another one. {reason}',
  'irc.room.reconnecting': 'You are not back in this room yet. Send it again when you are.',
  'irc.room.client-gone': 'Client gone',
  'irc.room.too-many-clients': 'Too many of your clients join this room at once. Try again in a moment.',
  'irc.room.invited': '{by} has invited {nick}.',
  'irc.room.invited-because': 'About the invitation to {channel}: {reason}',
  'irc.room.whom':
    '{jid} is nobody on this network, and no address of somebody on XMPP. Invite people of IRC by their nick, and people of XMPP by their whole address.',
  'irc.room.invites': '{jid} invites you to {room}.',
  'irc.room.mode': '{nick} has set the mode {modes}.',
  'irc.room.netsplit': 'The network has split between {one} and {other}. People lost in this room: {count}.',
  'irc.room.netjoin': '{one} and {other} are together again. People back in this room: {count}.',
  'irc.room.notice': '[notice] {text}',
  'irc.room.to-status': '[to {status}] {text}',
  'irc.hat.account': 'logged in as {account}',
  'irc.hat.bot': 'bot',

  // people.ts, directory.ts
  'irc.person.away': '{nick} is away: {message}',
  'irc.away.absent': 'Not here',
  'irc.away.away': 'Away',
  'irc.away.dnd': 'Busy',
  'irc.away.xa': 'Away for longer',

  // addresses.ts
  'irc.address.empty': 'Name a room or a person with its network, such as {example}.',
  'irc.address.write-as': 'Write this address as {suggestion}.',
  'irc.address.no-network': 'It is not said on which network {name} is. Write its address as {example}.',
  'irc.address.network':
    'There is no network {name}. Write the host name of a server, or one of the networks that this gateway knows: {networks}.',
  'irc.address.nick': 'Nobody can have the nick {name} on IRC. Look at how it is spelled.',
  'irc.address.room': 'No room on IRC can be called {name}: it may hold neither blanks nor commas.',
  'irc.address.too-long': 'The name {name} is too long for IRC. Write a shorter one.',
  'irc.address.uri': '{value} is no address of IRC that can be reached from here. Write room and network.',

  // networks.ts
  'irc.network.unknown':
    'There is no network {name} here, but {networks}. Ask the administrator if you need another one.',
  'irc.network.not-allowed':
    'This gateway does not connect to {name}, but to {networks}. Ask the administrator if you need it.',
  'irc.network.unknown-name':
    'There is no network {name} here. Write the host name of its server in its place, or add an account {name} with the address of the server.',
  'irc.network.bad-address':
    'The address that you have registered for {name} is none. Change it to a host name, such as chat.example.org.',
  'irc.network.not-public':
    '{host} is no address of the public Internet, so this gateway does not connect to it. Only its administrator can name such a server.',
  'irc.network.port': 'IRC is not spoken at port {port}. Look at the port of the server; 6697 is usual.',

  // policy/
  'irc.banned': 'You may not use IRC through this gateway. Its administrator can say why.',
  'irc.banned-reason': 'You may not use IRC through this gateway: {reason}',
  'irc.banned-network': 'You may not use {network} through this gateway. Its administrator can say why.',
  'irc.banned-network-reason': 'You may not use {network} through this gateway: {reason}',
  'irc.closed': 'The administrator has closed {network} for now. Try again later.',
  'irc.closed-reason': 'The administrator has closed {network} for now: {reason}',
  'irc.limit.networks':
    'You may be connected to {most} networks at once, and you are. Leave all rooms of one of them, or write disconnect to the gateway.',
  'irc.limit.rooms':
    'You may be in {most} rooms of {network} at once, and you are. Leave one of them first; rooms that are kept for you count too.',
  'irc.limit.sessions':
    'This gateway has as many connections to {network} as it may have. Try again later, or ask the administrator.',
  'irc.policy':
    'IRC is public: everybody in a room may keep what is said there, and servers can read everything, private messages too. ' +
    'Nothing on that way is end-to-end encrypted.',

  // registration.ts
  'irc.register.title': 'IRC',
  'irc.register.instructions':
    'What you set here counts on all networks. What you set for one network, at its own address or as an account of its name, ' +
    'goes before it. All fields may stay empty.',
  'irc.register.instructions-one': 'What you set here counts for all your rooms. All fields may stay empty.',
  'irc.register.default': 'as in my registration for all networks, else as the gateway has it',
  'irc.register.yes': 'yes',
  'irc.register.no': 'no',
  'irc.register.which-network':
    'Passwords, server addresses and commands belong to one network and are told to no other. Register at the address of the ' +
    'network, such as {example}@{domain}, or add an account with its name.',
  'irc.register.nick': 'Nick',
  'irc.register.nick.description':
    'How others see you. Empty: the nick that your client joins with, or a part of your address.',
  'irc.register.nick.wrong':
    'A nick begins with a letter and holds letters, digits and some of the characters [ ] \\ ` _ ^ { | } -, 64 at most. Choose another one.',
  'irc.register.account': 'Account',
  'irc.register.account.description': 'Name of your account at the network, where it is another one than your nick.',
  'irc.register.account.wrong': 'The name of an account holds no blanks. Look at how it is spelled.',
  'irc.register.password': 'Password of the account',
  'irc.register.password.description':
    'Kept encrypted and never shown. You are logged in with it before you join rooms.',
  'irc.register.password.wrong': 'A password is one line without control characters. Type it again.',
  'irc.register.password.missing':
    'An account needs its password, or the certificate as way to log in. Give one of the two.',
  'irc.register.sasl': 'How to log in',
  'irc.register.sasl.description':
    'The certificate is made by the command certificate, and needs no password once the network knows its fingerprint.',
  'irc.register.sasl.automatic': 'the strongest way that the server offers',
  'irc.register.sasl.scram': 'only so that the server does not learn the password (SCRAM)',
  'irc.register.sasl.plain': 'with the password (PLAIN)',
  'irc.register.sasl.external': 'with a certificate (EXTERNAL)',
  'irc.register.sasl.none': 'not at all',
  'irc.register.server-password': 'Password of the server',
  'irc.register.server-password.description':
    'For servers and bouncers that ask everybody for one (PASS). Kept encrypted and never shown.',
  'irc.register.address': 'Server',
  'irc.register.address.description':
    'Where the name of the network is your own: host or host:port of its server. A + before the port is TLS, a - none.',
  'irc.register.address.wrong':
    'This is no address of a server. Write a host name, and a port where it is not 6697: chat.example.org:7000.',
  'irc.register.address.tls':
    'Port 6667 is one without encryption at most servers. Write {tls} for an encrypted connection, or {plain} if everybody may read along.',
  'irc.register.address.named':
    'The servers of {network} are set by the administrator. Leave the address empty, or add an account with another name for yours.',
  'irc.register.pin': 'Fingerprint of the server',
  'irc.register.pin.description':
    'SHA-256 or SHA-512 of its certificate. With it a server counts whose certificate no authority has signed, and no other one.',
  'irc.register.pin.wrong':
    'A fingerprint is 64 hexadecimal digits (SHA-256) or 128 (SHA-512). Copy it from who runs the server.',
  'irc.register.realname': 'Real name',
  'irc.register.realname.description': 'Everybody on the network can see it. Empty: your nick.',
  'irc.register.line.wrong': 'Use one line without control characters.',
  'irc.register.username': 'User name',
  'irc.register.username.description':
    'Stands before your host in what others see of you. Empty: one that the gateway makes.',
  'irc.register.username.wrong':
    'Use at most {most} letters, digits, dots, hyphens and underscores, a letter or digit first.',
  'irc.register.encoding-in': 'Encoding of what you read',
  'irc.register.encoding-in.description': 'For lines that are not UTF-8.',
  'irc.register.encoding-out': 'Encoding of what you write',
  'irc.register.encoding-out.description': 'UTF-8 is right nearly everywhere.',
  'irc.register.commands': 'Commands after login',
  'irc.register.commands.description':
    'Lines of IRC that are sent before rooms are joined, one a line. {nick}, {account} and {password} stand for yours.',
  'irc.register.commands.wrong':
    'A command begins with its word, such as MODE, and has at most {most} characters. Correct the line.',
  'irc.register.commands.many': 'At most {most} commands are sent. Remove some.',
  'irc.register.commands.own': 'The gateway takes care of {command} itself. Remove that line.',
  'irc.register.commands.secret':
    'Commands are shown to you again, so they must not hold a password. Put it into its field, and write {password} in its place.',
  'irc.register.throttle': 'Lines at once',
  'irc.register.throttle.description':
    'What goes out at once before you are slowed down, where the network throws people out for less.',
  'irc.register.throttle.wrong': 'Write a whole number from {least} to {most}, or nothing.',
  'irc.register.persistent': 'Stay in rooms',
  'irc.register.persistent.description':
    'You stay in your rooms while no client of yours is there, and find what was said when you come back.',
  'irc.register.history': 'Messages shown at a join',
  'irc.register.history.description': 'Your client may ask for fewer, and for older ones.',
  'irc.register.history.wrong': 'Write a whole number from {least} to {most}, or nothing.',
  'irc.register.record': 'Keep history',
  'irc.register.record.description':
    'The gateway keeps what was said in rooms while you were in them. Nobody else sees it through you.',
  'irc.register.away': 'Away',
  'irc.register.away.description': 'When others see that you are away.',
  'irc.register.away.absent': 'while no client of yours is there',
  'irc.register.away.status': 'then, and as your client shows it, with its text',
  'irc.register.away.off': 'never',
  'irc.register.highlights': 'Tell me when I am named',
  'irc.register.highlights.description':
    'You get a message of what names you in a room that is kept for you while no client of yours is in it.',
  'irc.register.typing': 'Show that I am typing',
  'irc.register.typing.description': 'To others whose clients can show it.',

  // commands/way.ts
  'irc.order.silent': 'The part of the gateway that has these connections did not answer. Try again in a moment.',

  // commands/parts.ts
  'irc.command.shown': 'Shown: {shown} of {total}.',
  'irc.command.silent': 'Parts of the gateway that did not answer: {silent}. Try again for the whole.',
  'irc.command.busy': 'Somebody else is changing this just now. Try again.',
  'irc.command.no-room': 'This is no room. Write its name with # and its network.',
  'irc.command.no-person': 'This is nobody. Write a nick and its network.',
  'irc.command.no-jid': '{value} is no address of a user. Write one such as romeo@example.org.',
  'irc.command.person.instructions': 'Write a nick and its network.',
  'irc.field.account': 'Account',
  'irc.field.action': 'What to do',
  'irc.field.by': 'By',
  'irc.field.clients': 'Clients',
  'irc.field.contact': 'Nick and network',
  'irc.field.lasts': 'For how long (30m, 12h, 7d; empty: until it is taken back)',
  'irc.field.line': 'Line',
  'irc.field.mask': 'Mask',
  'irc.field.network': 'Network',
  'irc.field.nick': 'Nick',
  'irc.field.persistent': 'Kept',
  'irc.field.reason': 'Reason',
  'irc.field.room': 'Room',
  'irc.field.rooms': 'Rooms',
  'irc.field.server': 'Server',
  'irc.field.since': 'Since',
  'irc.field.state': 'State',
  'irc.field.tls': 'Encryption',
  'irc.field.until': 'Until',
  'irc.field.user': 'User',
  'irc.field.who': 'Who',
  'irc.state.connecting': 'connecting',
  'irc.state.up': 'connected',
  'irc.state.waiting': 'waiting for the next try',

  // commands/connections.ts
  'irc.command.connections': 'My connections',
  'irc.command.connections.about': 'see the networks that you are connected to',
  'irc.command.connections.none': 'You are connected to no network. Join a room, and you are.',
  'irc.command.connections.line': '{network}: {state} since {since} UTC, as {nick}, rooms: {rooms}',
  'irc.command.connections.no-tls': 'none',
  'irc.command.disconnect': 'Disconnect from a network',
  'irc.command.disconnect.about': 'leave a network with all its rooms',
  'irc.command.disconnect.done': 'Connections that were ended: {ended}.',
  'irc.command.disconnect.none': 'There was no connection to end.',
  'irc.command.reconnect': 'Connect anew',
  'irc.command.reconnect.about': 'connect to a network again, with what you have registered now',
  'irc.command.reconnect.instructions': 'Your rooms are joined again.',
  'irc.command.reconnect.done': 'You are being connected to {network}.',
  'irc.command.rooms': 'My rooms',
  'irc.command.rooms.about': 'see the rooms that you are in, with which clients',
  'irc.command.rooms.none': 'You are in no room.',
  'irc.command.leave': 'Leave a room',
  'irc.command.leave.about': 'leave a room with all clients, also one that is kept for you',
  'irc.command.leave.instructions': 'Write the room and its network.',
  'irc.command.leave.done': 'You have left {room}.',

  // commands/people.ts
  'irc.command.raw': 'Send a line to a network',
  'irc.command.raw.about': 'send a network a line of IRC as it is',
  'irc.command.raw.instructions': 'Write a line such as LIST, or WHOIS alice. The answer comes as a message.',
  'irc.command.raw.done': 'Sent.',
  'irc.command.whois': 'Who somebody is',
  'irc.command.whois.about': 'see what a network tells of somebody',
  'irc.command.invite': 'Invite somebody',
  'irc.command.invite.about': 'invite somebody on IRC to a room',
  'irc.command.invite.done': '{nick} is invited to {room}.',
  'irc.command.ignored': 'Whom I ignore',
  'irc.command.ignored.about': 'see whose messages do not reach you',
  'irc.command.ignored.none': 'You ignore nobody.',
  'irc.command.ignore': 'Ignore somebody',
  'irc.command.ignore.about': 'get no more messages from somebody',
  'irc.command.ignore.instructions': 'Write a nick, or a mask such as nick!user@host with * for any text.',
  'irc.command.ignore.wrong': 'This is no nick and no mask, or one that means everybody. Write it as nick!user@host.',
  'irc.command.ignore.done': 'You get no more messages from {mask}.',
  'irc.command.unignore': 'Ignore somebody no longer',
  'irc.command.unignore.about': 'get messages from somebody again',
  'irc.command.unignore.done': 'You get messages from {mask} again.',
  'irc.whois.account': 'Account',
  'irc.whois.away': 'Away',
  'irc.whois.bot': 'Bot',
  'irc.whois.channels': 'Rooms',
  'irc.whois.idle': 'Idle',
  'irc.whois.operator': 'Operator',
  'irc.whois.other': 'More',
  'irc.whois.real-name': 'Real name',
  'irc.whois.secure': 'Encryption',
  'irc.whois.server': 'Server',
  'irc.whois.user': 'User and host',

  // commands/certificate.ts
  'irc.command.certificate': 'My certificate',
  'irc.command.certificate.about': 'log in at a network by a certificate in place of a password',
  'irc.command.certificate.instructions':
    'The gateway makes a certificate for you and keeps its key encrypted. The network has to learn its fingerprint once.',
  'irc.command.certificate.show': 'show its fingerprint',
  'irc.command.certificate.make': 'make a new one; the old one counts no more',
  'irc.command.certificate.remove': 'remove it',
  'irc.command.certificate.none': 'You have no certificate for {network}.',
  'irc.command.certificate.use':
    'Tell the network this fingerprint while you are logged in, at most networks by writing to NickServ there: CERT ADD ' +
    '{fingerprint}. Then choose the certificate as way to log in to {network}.',

  // commands/sessions-admin.ts
  'irc.command.who': 'Who is behind a nick',
  'irc.command.who.about': 'see which user has a nick on a network',
  'irc.command.who.nobody': 'No user of this gateway is {nick} on {network}.',
  'irc.command.sessions': 'Connections of users',
  'irc.command.sessions.about': 'see who is connected to which network',
  'irc.command.sessions.line': '{jid}: {network}, {state} since {since} UTC, as {nick}, rooms: {rooms}',
  'irc.command.sessions.none': 'Nobody is connected.',
  'irc.command.disconnect-user': 'Disconnect a user',
  'irc.command.disconnect-user.about': "end a user's connections",
  'irc.command.disconnect-user.instructions':
    'The user may come back at once; a ban prevents that. Without a network all connections are ended.',
  'irc.command.disconnect-user.done': 'Connections of {jid} that were ended: {ended}.',
  'irc.command.disconnect-user.none': '{jid} has no such connection.',
  'irc.quit.admin': 'Disconnected by the administrator of the gateway',

  // commands/bans-admin.ts
  'irc.command.bans': 'Bans',
  'irc.command.bans.about': 'see who may not use a network',
  'irc.command.bans.none': 'Nobody is banned.',
  'irc.command.ban': 'Ban a user',
  'irc.command.ban.about': 'keep a user off a network, or off all',
  'irc.command.ban.instructions':
    'Write a JID, a domain, or a mask of one with * and ?. Without a network all are meant. Who is banned and connected is disconnected, and is told the reason.',
  'irc.command.ban.who':
    'Write a JID such as romeo@example.org, a domain such as example.org, or a mask such as *.example.org.',
  'irc.command.ban.self': 'This would ban yourself. Write a narrower mask.',
  'irc.command.ban.lasts': 'Write a time with its unit, such as 30m, 12h or 7d, or nothing.',
  'irc.command.ban.full':
    'There are too many entries already. Remove some, or close the gateway to domains in its config file.',
  'irc.command.ban.done': '{who} is banned.',
  'irc.command.ban.everywhere': 'all',
  'irc.command.ended': 'Connections that were ended: {ended}.',
  'irc.command.unban': 'Take back a ban',
  'irc.command.unban.about': 'let a user onto a network again',
  'irc.command.unban.instructions': 'Write it as bans shows it. Without a network all bans of it are taken back.',
  'irc.command.unban.none': 'There is no such ban of {who}. Look at them with bans.',
  'irc.command.unban.done': '{who} is banned no longer.',

  // commands/closed-admin.ts
  'irc.command.closed-networks': 'Closed networks',
  'irc.command.closed-networks.about': 'see which networks are closed',
  'irc.command.closed-networks.none': 'No network is closed.',
  'irc.command.close-network': 'Close a network',
  'irc.command.close-network.about': 'end all connections to a network and open none',
  'irc.command.close-network.instructions': 'Everybody is disconnected from it and told the reason.',
  'irc.command.close-network.done': '{network} is closed.',
  'irc.command.open-network': 'Open a network again',
  'irc.command.open-network.about': 'let users connect to a network again',
  'irc.command.open-network.done': '{network} is open again.',
  'irc.command.open-network.was': '{network} was not closed.',

  // asks/
  'irc.ask.no-node': 'There is nothing of that name here.',
  'irc.ask.not-connected': 'You are not connected to this network. Join a room there, and try again.',
  'irc.ask.page': 'This page of the list cannot be read. Ask for one place and a whole number of items.',
  'irc.ask.silent': 'The network has not answered in time. Try again.',
  'irc.ask.unknown': 'This cannot be asked here.',
  'irc.ask.wrong': 'Your client has asked this in a way that cannot be understood. Look for a newer version of it.',
  'irc.card.account': 'Account: {account}',
  'irc.card.bot': 'Bot',
  'irc.card.operator': 'Operator of the network',
  'irc.config.bad-key':
    'This cannot be the password of a room on IRC: it may hold neither blanks nor commas nor colons, and may not be longer than the network lets. Choose another one.',
  'irc.config.description': 'Topic',
  'irc.config.listed': 'Shown in the list of rooms',
  'irc.config.members-only': 'Only for those who are invited',
  'irc.config.moderated': 'Only those with a voice may speak',
  'irc.config.most': 'Most people at once',
  'irc.config.no-external': 'Only those who are in the room may speak in it',
  'irc.config.not-offered': 'There is no such setting on {network}. Leave it as it was.',
  'irc.config.password': 'Password',
  'irc.config.password-protected': 'A password is needed to enter',
  'irc.config.registered': 'Only for those who are logged in to the network',
  'irc.config.subject': 'All may change the topic',
  'irc.config.title': 'Settings of {room}',
  'irc.config.wrong': 'Some fields hold what cannot be: {fields}. Correct them.',
  'irc.list.busy': '{network} does not list its rooms just now. Try again in a minute.',
  'irc.list.no-such': 'The list of rooms has changed. Begin at its first page again.',
  'irc.list.slow': 'The network is still sending its list of rooms. Try again in a moment.',
  'irc.person.idle': 'The network does not tell since when {nick} has said nothing.',
  'irc.person.nobody': 'Nobody called {nick} is there.',
  'irc.person.time': 'What their program says is no time that can be read: {said}',
  'irc.room.no-destroy':
    '{room} cannot be removed: a room on IRC ends when all have left. Who has registered it can drop it with the services of the network.',
  'irc.room.no-message': 'This message is not known here any more.',
  'irc.room.no-operator': 'Only operators of this room may do that.',
  'irc.room.no-rank': 'There is no such rank on {network}.',
  'irc.room.no-redaction': 'On {network} nothing that was said can be taken back.',
  'irc.room.not-moderated': 'Everybody may speak in {room}. Make it moderated first, then only those with a voice may.',
  'irc.room.own-ban': 'This would ban yourself. Name somebody else, or a narrower mask.',

  // orders/
  'irc.order.ignored-full': 'You ignore {most} already, and no more can be kept. Take back some.',
  'irc.order.not-connected': 'You are not connected to {network}. Join a room there first.',
  'irc.order.not-in': 'You are not in {room}.',
  'irc.order.unknown': 'The gateway is being updated. Try again in a minute.',
  'irc.not-registered':
    'You are not registered with this gateway any more, so the connection has ended. Register again to use it.',
  'irc.room.disconnected': 'You have ended the connection to this network.',
  'irc.room.renewed': 'You are being connected anew. You are in this room again in a moment.',
} as const;
