/** French sentences of the IRC gateway. */
export const french = {
  'irc.verbatim': '{text}',
  'irc.prompt': 'Écrivez un salon ou un pseudonyme et son réseau, tel que #salon libera.',
  'irc.prompt-label': 'Salon ou pseudonyme',

  'irc.connecting': 'On vous connecte à {network}. Essayez de nouveau dans un instant.',
  'irc.unavailable': 'Il n’y a pas de connexion à {network}. {reason}',
  'irc.not-connected':
    'La connexion s’est perdue avant la réponse du réseau. Regardez ce qu’il en est advenu, et essayez de nouveau.',
  'irc.internal': 'La passerelle n’a pas pu le faire. Son journal dit pourquoi à l’administrateur.',
  'irc.line.too-long': 'Une ligne est trop longue pour ce réseau et n’a pas été envoyée. Écrivez-en une plus courte.',
  'irc.raw.empty': 'Ce n’est pas une commande d’IRC. Écrivez-en une telle que WHOIS romeo.',
  'irc.refused': 'Le réseau a refusé : {said}',
  'irc.too-long':
    'Ce texte est trop long pour IRC, où il ferait plus de {limit} lignes. Raccourcissez-le, ou envoyez-le comme fichier.',
  'irc.long-text': '(le texte entier : {link})',

  'irc.failure.host-unknown': 'Le serveur n’est pas connu sous ce nom. Vérifiez comment il s’écrit.',
  'irc.failure.address-refused':
    'Le serveur n’a pas d’adresse de l’Internet public ; cette passerelle ne s’y connecte donc pas. Nommez-en un autre.',
  'irc.failure.no-address':
    'Le serveur n’a pas d’adresse que cette passerelle puisse joindre. Demandez à l’administrateur.',
  'irc.failure.unreachable': 'Le serveur n’est pas joignable{said}.',
  'irc.failure.connect-timeout': 'Le serveur n’a pas répondu à temps.',
  'irc.failure.proxy-failed': 'Le proxy de la passerelle n’atteint pas le serveur{said}.',
  'irc.failure.tls-failed':
    'Aucune connexion chiffrée au serveur n’a pu être établie{said}. Vérifiez le port, ou demandez à qui tient le serveur.',
  'irc.failure.certificate-refused':
    'Le certificat du serveur n’est pas digne de confiance{said}. Quelqu’un est peut-être entre les deux : demandez à qui tient le serveur.',
  'irc.failure.pin-mismatch':
    'Le certificat du serveur n’est pas celui qui était attendu. Quelqu’un est peut-être entre les deux : demandez son empreinte à qui tient le serveur.',
  'irc.failure.lost': 'La connexion s’est rompue{said}.',
  'irc.failure.ping-timeout': 'Le serveur ne répondait plus.',
  'irc.failure.registration-timeout': 'Le serveur ne nous a pas laissés entrer à temps{said}.',
  'irc.failure.closed': 'Le serveur a fermé la connexion{said}.',
  'irc.failure.killed': 'Le réseau vous a expulsé{said}.',
  'irc.failure.throttled': 'Le réseau veut moins de connexions à la fois{said}.',
  'irc.failure.too-many-connections': 'Le réseau ne prend plus de connexions de cette passerelle{said}.',
  'irc.failure.banned':
    'Le réseau vous a banni, vous ou cette passerelle{said}. Demandez à ses opérateurs, ou à l’administrateur de la passerelle.',
  'irc.failure.password-refused':
    'Le serveur veut un mot de passe, ou un autre{said}. Mettez le mot de passe du serveur dans votre inscription là-bas.',
  'irc.login.failed':
    'Vous êtes sur {network}, mais pas identifié là-bas{said}. Voyez compte et mot de passe dans votre inscription.',
  'irc.failure.login-refused':
    'Le réseau n’a pas accepté compte et mot de passe, ou votre certificat{said}. Corrigez-les dans votre inscription là-bas.',
  'irc.failure.login-unavailable': 'Le réseau ne laisse personne s’identifier pour l’instant{said}.',
  'irc.failure.nick-refused':
    'Le réseau ne prend aucun de vos pseudonymes{said}. Mettez-en un autre dans votre inscription là-bas.',
  'irc.failure.settings-unusable':
    'Les réglages ne sont pas utilisables{said}. Corrigez votre inscription là-bas, ou demandez à l’administrateur.',
  'irc.failure.settings-unread':
    'La passerelle ne peut pas lire vos réglages pour l’instant. Elle essaie de nouveau d’elle-même.',
  'irc.failure.not-held': 'Un autre processus de la passerelle prend la suite. Essayez de nouveau dans un instant.',

  'irc.room.no-nick':
    'Pour entrer il faut un pseudonyme : écrivez-le derrière l’adresse du salon et une barre oblique.',
  'irc.room.no-answer': 'Le réseau n’a pas répondu à l’entrée. Essayez de nouveau.',
  'irc.room.not-in': 'Vous n’êtes pas dans ce salon avec ce client. Entrez-y d’abord.',
  'irc.room.not-yours': 'Ce message est de quelqu’un d’autre ; vous ne pouvez donc ni le changer ni le reprendre.',
  'irc.room.ended': 'Vous avez été sorti avant d’être entré. Entrez de nouveau.',
  'irc.room.forwarded': 'Le réseau mène ceux qui entrent dans ce salon à {channel}. Entrez dans celui-là.',
  'irc.room.lost':
    'La connexion à {network} s’est perdue ; vous serez de retour dès qu’il y en aura une autre. {reason}',
  'irc.room.reconnecting': 'Vous n’êtes pas encore de retour dans ce salon. Envoyez-le de nouveau quand vous y serez.',
  'irc.room.client-gone': 'Client parti',
  'irc.room.too-many-clients':
    'Trop de vos clients entrent dans ce salon à la fois. Essayez de nouveau dans un instant.',
  'irc.room.invited': '{by} a invité {nick}.',
  'irc.room.invited-because': 'À propos de l’invitation dans {channel} : {reason}',
  'irc.room.whom':
    '{jid} n’est personne sur ce réseau, et pas l’adresse de quelqu’un sur XMPP. Invitez les gens d’IRC par leur pseudonyme, et ceux de XMPP par leur adresse entière.',
  'irc.room.invites': '{jid} vous invite dans {room}.',
  'irc.room.mode': '{nick} a mis le mode {modes}.',
  'irc.room.netsplit': 'Le réseau s’est coupé entre {one} et {other}. Personnes perdues dans ce salon : {count}.',
  'irc.room.netjoin': '{one} et {other} sont de nouveau ensemble. Personnes revenues dans ce salon : {count}.',
  'irc.room.notice': '[avis] {text}',
  'irc.room.to-status': '[à {status}] {text}',
  'irc.hat.account': 'identifié comme {account}',
  'irc.hat.bot': 'robot',

  'irc.person.away': '{nick} est absent : {message}',
  'irc.away.absent': 'Pas là',
  'irc.away.away': 'Absent',
  'irc.away.dnd': 'Occupé',
  'irc.away.xa': 'Absent pour longtemps',

  'irc.address.empty': 'Nommez un salon ou une personne avec son réseau, tel que {example}.',
  'irc.address.write-as': 'Écrivez cette adresse ainsi : {suggestion}.',
  'irc.address.no-network': 'Il n’est pas dit sur quel réseau est {name}. Écrivez son adresse ainsi : {example}.',
  'irc.address.network':
    'Il n’y a pas de réseau {name}. Écrivez le nom d’hôte d’un serveur, ou un des réseaux que cette passerelle connaît : {networks}.',
  'irc.address.nick': 'Personne ne peut avoir le pseudonyme {name} sur IRC. Vérifiez comment il s’écrit.',
  'irc.address.room': 'Aucun salon d’IRC ne peut s’appeler {name} : il ne peut contenir ni espaces ni virgules.',
  'irc.address.too-long': 'Le nom {name} est trop long pour IRC. Écrivez-en un plus court.',
  'irc.address.uri': '{value} n’est pas une adresse d’IRC joignable d’ici. Écrivez salon et réseau.',

  'irc.network.unknown':
    'Il n’y a pas ici de réseau {name}, mais {networks}. Demandez à l’administrateur si vous en voulez un autre.',
  'irc.network.not-allowed':
    'Cette passerelle ne se connecte pas à {name}, mais à {networks}. Demandez à l’administrateur si vous en avez besoin.',
  'irc.network.unknown-name':
    'Il n’y a pas ici de réseau {name}. Écrivez à sa place le nom d’hôte de son serveur, ou ajoutez un compte {name} avec l’adresse du serveur.',
  'irc.network.bad-address':
    'L’adresse que vous avez inscrite pour {name} n’en est pas une. Changez-la en un nom d’hôte, tel que chat.example.org.',
  'irc.network.not-public':
    '{host} n’est pas une adresse de l’Internet public ; cette passerelle ne s’y connecte donc pas. Seul son administrateur peut nommer un tel serveur.',
  'irc.network.port': 'On ne parle pas IRC au port {port}. Vérifiez le port du serveur ; 6697 est d’usage.',

  'irc.banned': 'Vous ne pouvez pas utiliser IRC par cette passerelle. Son administrateur peut dire pourquoi.',
  'irc.banned-reason': 'Vous ne pouvez pas utiliser IRC par cette passerelle : {reason}',
  'irc.banned-network':
    'Vous ne pouvez pas utiliser {network} par cette passerelle. Son administrateur peut dire pourquoi.',
  'irc.banned-network-reason': 'Vous ne pouvez pas utiliser {network} par cette passerelle : {reason}',
  'irc.closed': 'L’administrateur a fermé {network} pour l’instant. Essayez de nouveau plus tard.',
  'irc.closed-reason': 'L’administrateur a fermé {network} pour l’instant : {reason}',
  'irc.limit.networks':
    'Vous pouvez être connecté à {most} réseaux à la fois, et vous l’êtes. Quittez tous les salons de l’un d’eux, ou écrivez disconnect à la passerelle.',
  'irc.limit.rooms':
    'Vous pouvez être dans {most} salons de {network} à la fois, et vous y êtes. Quittez-en un d’abord ; les salons gardés pour vous comptent aussi.',
  'irc.limit.sessions':
    'Cette passerelle a autant de connexions à {network} qu’elle peut en avoir. Essayez de nouveau plus tard, ou demandez à l’administrateur.',
  'irc.policy':
    'IRC est public : chacun dans un salon peut garder ce qui s’y dit, et les serveurs peuvent tout lire, même les messages privés. Rien sur ce chemin n’est chiffré de bout en bout.',

  'irc.register.title': 'IRC',
  'irc.register.instructions':
    'Ce que vous mettez ici vaut sur tous les réseaux. Ce que vous mettez pour un réseau, à sa propre adresse ou comme compte de son nom, passe avant. Tous les champs peuvent rester vides.',
  'irc.register.instructions-one':
    'Ce que vous mettez ici vaut pour tous vos salons. Tous les champs peuvent rester vides.',
  'irc.register.default': 'comme dans mon inscription pour tous les réseaux, sinon comme la passerelle l’a',
  'irc.register.yes': 'oui',
  'irc.register.no': 'non',
  'irc.register.which-network':
    'Mots de passe, adresses de serveurs et commandes appartiennent à un réseau et ne sont dits à aucun autre. Inscrivez-vous à l’adresse du réseau, telle que {example}@{domain}, ou ajoutez un compte de son nom.',
  'irc.register.nick': 'Pseudonyme',
  'irc.register.nick.description':
    'Comment les autres vous voient. Vide : le pseudonyme avec lequel votre client entre, ou une partie de votre adresse.',
  'irc.register.nick.wrong':
    'Un pseudonyme commence par une lettre et contient des lettres, des chiffres et certains des caractères [ ] \\ ` _ ^ { | } -, 64 au plus. Choisissez-en un autre.',
  'irc.register.account': 'Compte',
  'irc.register.account.description': 'Nom de votre compte sur le réseau, s’il est autre que votre pseudonyme.',
  'irc.register.account.wrong': 'Le nom d’un compte ne contient pas d’espaces. Vérifiez comment il s’écrit.',
  'irc.register.password': 'Mot de passe du compte',
  'irc.register.password.description':
    'Gardé chiffré et jamais montré. Il vous identifie avant que vous entriez dans des salons.',
  'irc.register.password.wrong': 'Un mot de passe est une ligne sans caractères de contrôle. Tapez-le de nouveau.',
  'irc.register.password.missing':
    'Un compte a besoin de son mot de passe, ou du certificat comme moyen de s’identifier. Donnez l’un des deux.',
  'irc.register.sasl': 'Comment s’identifier',
  'irc.register.sasl.description':
    'Le certificat est fait par la commande certificate, et n’a pas besoin de mot de passe une fois que le réseau connaît son empreinte.',
  'irc.register.sasl.automatic': 'par le moyen le plus fort que propose le serveur',
  'irc.register.sasl.scram': 'seulement de sorte que le serveur n’apprenne pas le mot de passe (SCRAM)',
  'irc.register.sasl.plain': 'avec le mot de passe (PLAIN)',
  'irc.register.sasl.external': 'avec un certificat (EXTERNAL)',
  'irc.register.sasl.none': 'pas du tout',
  'irc.register.server-password': 'Mot de passe du serveur',
  'irc.register.server-password.description':
    'Pour les serveurs et relais qui en demandent un à tous (PASS). Gardé chiffré et jamais montré.',
  'irc.register.address': 'Serveur',
  'irc.register.address.description':
    'Où le nom du réseau est le vôtre : hôte ou hôte:port de son serveur. Un + devant le port veut dire TLS, un - sans.',
  'irc.register.address.wrong':
    'Ce n’est pas une adresse de serveur. Écrivez un nom d’hôte, et un port s’il n’est pas 6697 : chat.example.org:7000.',
  'irc.register.address.tls':
    'Le port 6667 est sans chiffrement chez la plupart des serveurs. Écrivez {tls} pour une connexion chiffrée, ou {plain} si tous peuvent lire.',
  'irc.register.address.named':
    'Les serveurs de {network} sont fixés par l’administrateur. Laissez l’adresse vide, ou ajoutez un compte d’un autre nom pour le vôtre.',
  'irc.register.pin': 'Empreinte du serveur',
  'irc.register.pin.description':
    'SHA-256 ou SHA-512 de son certificat. Avec elle vaut un serveur dont aucune autorité n’a signé le certificat, et aucun autre.',
  'irc.register.pin.wrong':
    'Une empreinte a 64 chiffres hexadécimaux (SHA-256) ou 128 (SHA-512). Copiez-la de qui tient le serveur.',
  'irc.register.realname': 'Nom réel',
  'irc.register.realname.description': 'Tous sur le réseau peuvent le voir. Vide : votre pseudonyme.',
  'irc.register.line.wrong': 'Prenez une ligne sans caractères de contrôle.',
  'irc.register.username': 'Nom d’utilisateur',
  'irc.register.username.description':
    'Se trouve devant votre hôte dans ce que les autres voient de vous. Vide : un nom que fait la passerelle.',
  'irc.register.username.wrong':
    'Prenez au plus {most} lettres, chiffres, points, traits d’union et soulignés, une lettre ou un chiffre d’abord.',
  'irc.register.encoding-in': 'Codage de ce que vous lisez',
  'irc.register.encoding-in.description': 'Pour les lignes qui ne sont pas en UTF-8.',
  'irc.register.encoding-out': 'Codage de ce que vous écrivez',
  'irc.register.encoding-out.description': 'UTF-8 convient presque partout.',
  'irc.register.commands': 'Commandes après l’identification',
  'irc.register.commands.description':
    'Lignes d’IRC envoyées avant l’entrée dans les salons, une par ligne. {nick}, {account} et {password} tiennent lieu des vôtres.',
  'irc.register.commands.wrong':
    'Une commande commence par son mot, tel que MODE, et a {most} caractères au plus. Corrigez la ligne.',
  'irc.register.commands.many': '{most} commandes au plus sont envoyées. Retirez-en.',
  'irc.register.commands.own': 'La passerelle s’occupe elle-même de {command}. Retirez cette ligne.',
  'irc.register.commands.secret':
    'Les commandes vous sont montrées de nouveau ; elles ne doivent donc pas contenir de mot de passe. Mettez-le dans son champ, et écrivez {password} à sa place.',
  'irc.register.throttle': 'Lignes à la fois',
  'irc.register.throttle.description':
    'Ce qui part d’un coup avant qu’on vous ralentisse, là où le réseau expulse pour moins.',
  'irc.register.throttle.wrong': 'Écrivez un nombre entier de {least} à {most}, ou rien.',
  'irc.register.persistent': 'Rester dans les salons',
  'irc.register.persistent.description':
    'Vous restez dans vos salons quand aucun de vos clients n’y est, et trouvez ce qui s’est dit à votre retour.',
  'irc.register.history': 'Messages montrés à l’entrée',
  'irc.register.history.description': 'Votre client peut en demander moins, et de plus anciens.',
  'irc.register.history.wrong': 'Écrivez un nombre entier de {least} à {most}, ou rien.',
  'irc.register.record': 'Garder l’historique',
  'irc.register.record.description':
    'La passerelle garde ce qui s’est dit dans les salons quand vous y étiez. Personne d’autre ne le voit par vous.',
  'irc.register.away': 'Absent',
  'irc.register.away.description': 'Quand les autres voient que vous êtes absent.',
  'irc.register.away.absent': 'quand aucun de vos clients n’est là',
  'irc.register.away.status': 'alors, et comme votre client le montre, avec son texte',
  'irc.register.away.off': 'jamais',
  'irc.register.highlights': 'Me dire quand on me nomme',
  'irc.register.highlights.description':
    'Vous recevez un message de ce qui vous nomme dans un salon gardé pour vous quand aucun de vos clients n’y est.',
  'irc.register.typing': 'Montrer que j’écris',
  'irc.register.typing.description': 'À ceux dont les clients peuvent le montrer.',

  'irc.order.silent':
    'La partie de la passerelle qui a ces connexions n’a pas répondu. Essayez de nouveau dans un instant.',

  'irc.command.shown': 'Montrés : {shown} sur {total}.',
  'irc.command.silent':
    'Parties de la passerelle qui n’ont pas répondu : {silent}. Essayez de nouveau pour voir le tout.',
  'irc.command.busy': 'Quelqu’un d’autre change ceci à l’instant. Essayez de nouveau.',
  'irc.command.no-room': 'Ce n’est pas un salon. Écrivez son nom avec # et son réseau.',
  'irc.command.no-person': 'Ce n’est personne. Écrivez un pseudonyme et son réseau.',
  'irc.command.no-jid': '{value} n’est pas l’adresse d’une personne. Écrivez-en une telle que romeo@example.org.',
  'irc.command.person.instructions': 'Écrivez un pseudonyme et son réseau.',
  'irc.field.account': 'Compte',
  'irc.field.action': 'Que faire',
  'irc.field.by': 'Par',
  'irc.field.clients': 'Clients',
  'irc.field.contact': 'Pseudonyme et réseau',
  'irc.field.lasts': 'Pour combien de temps (30m, 12h, 7d ; vide : jusqu’à ce qu’on le reprenne)',
  'irc.field.line': 'Ligne',
  'irc.field.mask': 'Masque',
  'irc.field.network': 'Réseau',
  'irc.field.nick': 'Pseudonyme',
  'irc.field.persistent': 'Gardé',
  'irc.field.reason': 'Raison',
  'irc.field.room': 'Salon',
  'irc.field.rooms': 'Salons',
  'irc.field.server': 'Serveur',
  'irc.field.since': 'Depuis',
  'irc.field.state': 'État',
  'irc.field.tls': 'Chiffrement',
  'irc.field.until': 'Jusqu’à',
  'irc.field.user': 'Personne',
  'irc.field.who': 'Qui',
  'irc.state.connecting': 'en cours de connexion',
  'irc.state.up': 'connecté',
  'irc.state.waiting': 'attend le prochain essai',

  'irc.command.connections': 'Mes connexions',
  'irc.command.connections.about': 'voir les réseaux auxquels vous êtes connecté',
  'irc.command.connections.none': 'Vous n’êtes connecté à aucun réseau. Entrez dans un salon, et vous le serez.',
  'irc.command.connections.line': '{network} : {state} depuis {since} UTC, comme {nick}, salons : {rooms}',
  'irc.command.connections.no-tls': 'aucun',
  'irc.command.disconnect': 'Quitter un réseau',
  'irc.command.disconnect.about': 'quitter un réseau avec tous ses salons',
  'irc.command.disconnect.done': 'Connexions terminées : {ended}.',
  'irc.command.disconnect.none': 'Il n’y avait pas de connexion à terminer.',
  'irc.command.reconnect': 'Se reconnecter',
  'irc.command.reconnect.about': 'se connecter de nouveau à un réseau, avec ce que vous avez inscrit maintenant',
  'irc.command.reconnect.instructions': 'On entre de nouveau dans vos salons.',
  'irc.command.reconnect.done': 'On vous connecte à {network}.',
  'irc.command.rooms': 'Mes salons',
  'irc.command.rooms.about': 'voir les salons où vous êtes, et avec quels clients',
  'irc.command.rooms.none': 'Vous n’êtes dans aucun salon.',
  'irc.command.leave': 'Quitter un salon',
  'irc.command.leave.about': 'quitter un salon avec tous les clients, même un salon gardé pour vous',
  'irc.command.leave.instructions': 'Écrivez le salon et son réseau.',
  'irc.command.leave.done': 'Vous avez quitté {room}.',

  'irc.command.raw': 'Envoyer une ligne à un réseau',
  'irc.command.raw.about': 'envoyer à un réseau une ligne d’IRC telle quelle',
  'irc.command.raw.instructions': 'Écrivez une ligne telle que LIST, ou WHOIS alice. La réponse vient comme message.',
  'irc.command.raw.done': 'Envoyé.',
  'irc.command.whois': 'Qui est quelqu’un',
  'irc.command.whois.about': 'voir ce qu’un réseau dit de quelqu’un',
  'irc.command.invite': 'Inviter quelqu’un',
  'irc.command.invite.about': 'inviter quelqu’un d’IRC dans un salon',
  'irc.command.invite.done': '{nick} est invité dans {room}.',
  'irc.command.ignored': 'Qui j’ignore',
  'irc.command.ignored.about': 'voir de qui les messages ne vous parviennent pas',
  'irc.command.ignored.none': 'Vous n’ignorez personne.',
  'irc.command.ignore': 'Ignorer quelqu’un',
  'irc.command.ignore.about': 'ne plus recevoir de messages de quelqu’un',
  'irc.command.ignore.instructions':
    'Écrivez un pseudonyme, ou un masque tel que nick!user@host, avec * pour un texte quelconque.',
  'irc.command.ignore.wrong':
    'Ce n’est ni un pseudonyme ni un masque, ou c’en est un qui désigne tout le monde. Écrivez-le ainsi : nick!user@host.',
  'irc.command.ignore.done': 'Vous ne recevez plus de messages de {mask}.',
  'irc.command.unignore': 'Ne plus ignorer quelqu’un',
  'irc.command.unignore.about': 'recevoir de nouveau des messages de quelqu’un',
  'irc.command.unignore.done': 'Vous recevez de nouveau des messages de {mask}.',
  'irc.whois.account': 'Compte',
  'irc.whois.away': 'Absent',
  'irc.whois.bot': 'Robot',
  'irc.whois.channels': 'Salons',
  'irc.whois.idle': 'Inactif',
  'irc.whois.operator': 'Opérateur',
  'irc.whois.other': 'Autres indications',
  'irc.whois.real-name': 'Nom réel',
  'irc.whois.secure': 'Chiffrement',
  'irc.whois.server': 'Serveur',
  'irc.whois.user': 'Utilisateur et hôte',

  'irc.command.certificate': 'Mon certificat',
  'irc.command.certificate.about': 's’identifier sur un réseau par un certificat plutôt que par un mot de passe',
  'irc.command.certificate.instructions':
    'La passerelle fait un certificat pour vous et garde sa clé chiffrée. Le réseau doit apprendre son empreinte une fois.',
  'irc.command.certificate.show': 'montrer son empreinte',
  'irc.command.certificate.make': 'en faire un nouveau ; l’ancien ne vaut plus',
  'irc.command.certificate.remove': 'le retirer',
  'irc.command.certificate.none': 'Vous n’avez pas de certificat pour {network}.',
  'irc.command.certificate.use':
    'Dites cette empreinte au réseau pendant que vous êtes identifié, sur la plupart des réseaux en écrivant là-bas à NickServ : CERT ADD {fingerprint}. Choisissez ensuite le certificat comme moyen de vous identifier auprès de {network}.',

  'irc.command.who': 'Qui est derrière un pseudonyme',
  'irc.command.who.about': 'voir qui a un pseudonyme sur un réseau',
  'irc.command.who.nobody': 'Personne de cette passerelle n’est {nick} sur {network}.',
  'irc.command.sessions': 'Connexions des personnes',
  'irc.command.sessions.about': 'voir qui est connecté à quel réseau',
  'irc.command.sessions.line': '{jid} : {network}, {state} depuis {since} UTC, comme {nick}, salons : {rooms}',
  'irc.command.sessions.none': 'Personne n’est connecté.',
  'irc.command.disconnect-user': 'Déconnecter quelqu’un',
  'irc.command.disconnect-user.about': 'terminer les connexions de quelqu’un',
  'irc.command.disconnect-user.instructions':
    'La personne peut revenir aussitôt ; un bannissement l’empêche. Sans réseau, toutes les connexions sont terminées.',
  'irc.command.disconnect-user.done': 'Connexions de {jid} terminées : {ended}.',
  'irc.command.disconnect-user.none': '{jid} n’a pas de telle connexion.',
  'irc.quit.admin': 'Déconnecté par l’administrateur de la passerelle',

  'irc.command.bans': 'Bannissements',
  'irc.command.bans.about': 'voir qui ne peut pas utiliser un réseau',
  'irc.command.bans.none': 'Personne n’est banni.',
  'irc.command.ban': 'Bannir quelqu’un',
  'irc.command.ban.about': 'tenir quelqu’un à l’écart d’un réseau, ou de tous',
  'irc.command.ban.instructions':
    'Écrivez un JID, un domaine, ou un masque avec * et ?. Sans réseau, tous sont visés. Qui est banni et connecté est déconnecté, et apprend la raison.',
  'irc.command.ban.who':
    'Écrivez un JID tel que romeo@example.org, un domaine tel que example.org, ou un masque tel que *.example.org.',
  'irc.command.ban.self': 'Cela vous bannirait vous-même. Écrivez un masque plus étroit.',
  'irc.command.ban.lasts': 'Écrivez un temps avec son unité, tel que 30m, 12h ou 7d, ou rien.',
  'irc.command.ban.full':
    'Il y a déjà trop d’entrées. Retirez-en, ou fermez la passerelle à des domaines dans sa configuration.',
  'irc.command.ban.done': '{who} est banni.',
  'irc.command.ban.everywhere': 'tous',
  'irc.command.ended': 'Connexions terminées : {ended}.',
  'irc.command.unban': 'Lever un bannissement',
  'irc.command.unban.about': 'laisser de nouveau quelqu’un sur un réseau',
  'irc.command.unban.instructions': 'Écrivez-le comme bans le montre. Sans réseau, tous ses bannissements sont levés.',
  'irc.command.unban.none': 'Il n’y a pas de tel bannissement de {who}. Regardez-les par bans.',
  'irc.command.unban.done': '{who} n’est plus banni.',

  'irc.command.closed-networks': 'Réseaux fermés',
  'irc.command.closed-networks.about': 'voir quels réseaux sont fermés',
  'irc.command.closed-networks.none': 'Aucun réseau n’est fermé.',
  'irc.command.close-network': 'Fermer un réseau',
  'irc.command.close-network.about': 'terminer toutes les connexions à un réseau et n’en ouvrir aucune',
  'irc.command.close-network.instructions': 'Tous en sont déconnectés et apprennent la raison.',
  'irc.command.close-network.done': '{network} est fermé.',
  'irc.command.open-network': 'Rouvrir un réseau',
  'irc.command.open-network.about': 'laisser de nouveau les gens se connecter à un réseau',
  'irc.command.open-network.done': '{network} est de nouveau ouvert.',
  'irc.command.open-network.was': '{network} n’était pas fermé.',

  'irc.ask.no-node': 'Il n’y a rien de ce nom ici.',
  'irc.ask.not-connected': 'Vous n’êtes pas connecté à ce réseau. Entrez là dans un salon, et essayez de nouveau.',
  'irc.ask.page': 'Cette page de la liste ne peut pas être lue. Demandez une place et un nombre entier d’éléments.',
  'irc.ask.silent': 'Le réseau n’a pas répondu à temps. Essayez de nouveau.',
  'irc.ask.unknown': 'Ceci ne peut pas être demandé ici.',
  'irc.ask.wrong':
    'Votre client a demandé ceci d’une façon qui ne se comprend pas. Cherchez-en une version plus récente.',
  'irc.card.account': 'Compte : {account}',
  'irc.card.bot': 'Robot',
  'irc.card.operator': 'Opérateur du réseau',
  'irc.config.bad-key':
    'Ceci ne peut pas être le mot de passe d’un salon d’IRC : il ne peut contenir ni espaces ni virgules ni deux-points, ni être plus long que ne le permet le réseau. Choisissez-en un autre.',
  'irc.config.description': 'Sujet',
  'irc.config.listed': 'Montré dans la liste des salons',
  'irc.config.members-only': 'Seulement pour les invités',
  'irc.config.moderated': 'Seuls ceux qui ont la parole peuvent parler',
  'irc.config.most': 'Personnes à la fois, au plus',
  'irc.config.no-external': 'Seuls ceux qui sont dans le salon peuvent y parler',
  'irc.config.not-offered': 'Il n’y a pas de tel réglage sur {network}. Laissez-le comme il était.',
  'irc.config.password': 'Mot de passe',
  'irc.config.password-protected': 'Un mot de passe est nécessaire pour entrer',
  'irc.config.registered': 'Seulement pour ceux qui sont identifiés sur le réseau',
  'irc.config.subject': 'Tous peuvent changer le sujet',
  'irc.config.title': 'Réglages de {room}',
  'irc.config.wrong': 'Des champs contiennent ce qui ne peut pas être : {fields}. Corrigez-les.',
  'irc.list.busy': '{network} ne liste pas ses salons pour l’instant. Essayez de nouveau dans une minute.',
  'irc.list.no-such': 'La liste des salons a changé. Recommencez à sa première page.',
  'irc.list.slow': 'Le réseau envoie encore sa liste de salons. Essayez de nouveau dans un instant.',
  'irc.person.idle': 'Le réseau ne dit pas depuis quand {nick} n’a rien dit.',
  'irc.person.nobody': 'Personne du nom de {nick} n’est là.',
  'irc.person.time': 'Ce que dit son programme n’est pas une heure lisible : {said}',
  'irc.room.no-destroy':
    '{room} ne peut pas être retiré : un salon d’IRC finit quand tous l’ont quitté. Qui l’a enregistré peut l’abandonner par les services du réseau.',
  'irc.room.no-message': 'Ce message n’est plus connu ici.',
  'irc.room.no-operator': 'Seuls les opérateurs de ce salon peuvent le faire.',
  'irc.room.no-rank': 'Il n’y a pas de tel rang sur {network}.',
  'irc.room.no-redaction': 'Sur {network}, rien de ce qui a été dit ne peut être repris.',
  'irc.room.not-moderated':
    'Tous peuvent parler dans {room}. Rendez-le d’abord modéré ; alors seuls ceux qui ont la parole le peuvent.',
  'irc.room.own-ban': 'Cela vous bannirait vous-même. Nommez quelqu’un d’autre, ou un masque plus étroit.',

  'irc.order.ignored-full': 'Vous en ignorez déjà {most}, et on ne peut pas en garder davantage. Reprenez-en.',
  'irc.order.not-connected': 'Vous n’êtes pas connecté à {network}. Entrez là d’abord dans un salon.',
  'irc.order.not-in': 'Vous n’êtes pas dans {room}.',
  'irc.order.unknown': 'La passerelle est en cours de mise à jour. Essayez de nouveau dans une minute.',
  'irc.not-registered':
    'Vous n’êtes plus inscrit à cette passerelle ; la connexion a donc pris fin. Inscrivez-vous de nouveau pour l’utiliser.',
  'irc.room.disconnected': 'Vous avez terminé la connexion à ce réseau.',
  'irc.room.renewed': 'On vous reconnecte. Vous serez de nouveau dans ce salon dans un instant.',
} as const;
