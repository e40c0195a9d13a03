/** French sentences of the mail gateway. */
export const french = {
  'email.register.title': 'Inscription à la passerelle de courriel',
  'email.register.instructions-mailbox':
    'Écrivez votre adresse de courriel et son mot de passe. Les serveurs de courriel sont trouvés d’eux-mêmes ; sinon, nommez-les dans les champs ci-dessous.',
  'email.register.instructions-address':
    'Choisissez le nom de votre adresse chez {domain}, ou laissez-le vide pour en recevoir un tiré de votre JID.',
  'email.register.instructions-both':
    'Pour utiliser une boîte aux lettres que vous avez, écrivez son adresse et son mot de passe. Pour recevoir une adresse chez {domain}, laissez les deux vides, ou écrivez l’adresse que vous aimeriez.',
  'email.register.address': 'Votre adresse de courriel',
  'email.register.address.description': 'Telle que alice@example.com',
  'email.register.address.description-both':
    'De la boîte aux lettres que vous avez. Vide : vous recevez une adresse chez {domain}',
  'email.register.address-wrong':
    '{address} n’est pas une adresse de courriel. Écrivez-en une telle que alice@example.com.',
  'email.register.address-missing': 'Écrivez votre adresse de courriel, telle que alice@example.com.',
  'email.register.password': 'Mot de passe de la boîte aux lettres',
  'email.register.password.description':
    'Beaucoup de fournisseurs veulent un mot de passe fait pour un seul programme (mot de passe d’application), et non celui du compte. Il est conservé chiffré et n’est jamais montré',
  'email.register.password-wrong':
    'Le mot de passe a des caractères qu’aucun serveur n’accepte. Écrivez-le de nouveau, sur une ligne.',
  'email.register.password-missing':
    'Écrivez aussi le mot de passe de {address}, pour que son courriel puisse être relevé et envoyé.',
  'email.register.alias': 'Nom de votre adresse chez {domain}',
  'email.register.alias.description':
    'Ce qui précède @{domain} : lettres, chiffres, points, traits d’union. Vide : il est tiré de votre JID',
  'email.register.alias-form':
    '{name} ne peut pas être le nom d’une adresse. Écrivez des lettres minuscules et des chiffres, avec entre eux des points, traits d’union ou tirets bas isolés.',
  'email.register.alias-short': '{name} est trop court. Écrivez au moins {least} caractères.',
  'email.register.alias-long': 'Ce nom est trop long pour une adresse. Écrivez-en un plus court.',
  'email.register.alias-reserved':
    '{name} est réservé à ceux qui tiennent des systèmes de courriel. Choisissez un autre nom.',
  'email.register.alias-fixed': 'Ici, on ne choisit pas son nom : votre adresse est {address}. Laissez le champ vide.',
  'email.register.alias-kept': '{address} appartenait il y a peu à quelqu’un d’autre. Choisissez un autre nom.',
  'email.register.user': 'Nom d’utilisateur',
  'email.register.user.description': 'Pour la connexion, s’il diffère de l’adresse de courriel',
  'email.register.login': 'Connexion',
  'email.register.login.description': 'Avec le mot de passe, ou en vous identifiant sur une page de votre fournisseur',
  'email.register.login.automatic': 'Selon ce qui convient',
  'email.register.login.password': 'Avec le mot de passe',
  'email.register.login.oauth': 'En s’identifiant chez le fournisseur',
  'email.register.imap': 'Serveur IMAP',
  'email.register.imap.description': 'Hôte, avec un port si ce n’est pas 993. Vide : il est trouvé',
  'email.register.imap-security': 'Chiffrement avec le serveur IMAP',
  'email.register.imap-security.description': 'Seulement pour un serveur que vous avez nommé',
  'email.register.smtp': 'Serveur SMTP',
  'email.register.smtp.description': 'Hôte, avec un port si ce n’est pas 465. Vide : il est trouvé',
  'email.register.smtp-security': 'Chiffrement avec le serveur SMTP',
  'email.register.smtp-security.description': 'Seulement pour un serveur que vous avez nommé',
  'email.register.smtp-user': 'Nom d’utilisateur pour l’envoi',
  'email.register.smtp-user.description': 'S’il diffère de celui pour la lecture',
  'email.register.smtp-password': 'Mot de passe pour l’envoi',
  'email.register.smtp-password.description': 'S’il diffère de celui pour la lecture',
  'email.register.security.automatic': 'Selon le port',
  'email.register.security.tls': 'TLS dès le début',
  'email.register.security.starttls': 'STARTTLS',
  'email.register.security.none': 'Aucun : tous ceux qui sont sur le chemin peuvent lire',
  'email.register.server-wrong':
    'Ce n’est pas un serveur. Écrivez son nom d’hôte, avec un port s’il en a un autre : imap.example.net:993.',
  'email.register.server-denied':
    'L’administrateur ne permet pas {server}. Demandez-le-lui, ou utilisez une autre boîte aux lettres.',
  'email.register.plain-denied':
    'Sans chiffrement, le mot de passe pour {server} pourrait être lu en chemin. Choisissez TLS ou STARTTLS.',
  'email.register.line-wrong': 'Écrivez une ligne sans caractères de contrôle.',
  'email.register.name': 'Votre nom',
  'email.register.name.description': 'Tel que les autres le voient à côté de votre adresse',
  'email.register.signature': 'Signature',
  'email.register.signature.description': 'Lignes au bas de chacun de vos courriels',
  'email.register.subjects': 'Objets',
  'email.register.subjects.description': 'Comment vous voyez l’objet d’un courriel',
  'email.register.subjects.element': 'Là où votre client montre les objets',
  'email.register.subjects.changed': 'Au-dessus du texte, quand il diffère du précédent',
  'email.register.subjects.text': 'Au-dessus du texte, toujours',
  'email.register.quotes': 'Citations et signatures des autres',
  'email.register.quotes.description':
    'Si ce que répète une réponse est retiré ; le courriel entier peut toujours s’obtenir',
  'email.register.quotes.strip': 'Retirées',
  'email.register.quotes.keep': 'Montrées',
  'email.register.form': 'Comment vient le courriel',
  'email.register.form.description': 'Avec son texte, ou comme un avis qui dit qui a écrit, et à quel propos',
  'email.register.form.text': 'Avec son texte',
  'email.register.form.notice': 'Comme un avis ; le texte quand je le demande',
  'email.register.groups': 'Courriels à plusieurs personnes',
  'email.register.groups.description': 'Comment vous voyez les conversations à plusieurs',
  'email.register.groups.contacts': 'Comme un contact',
  'email.register.groups.rooms': 'Comme un contact, et on m’invite dans un salon pour chacune',
  'email.register.unknown-senders': 'Courriel d’inconnus',
  'email.register.unknown-senders.description':
    'Ce que devient le courriel de quelqu’un à qui vous n’avez jamais écrit',
  'email.register.unknown-senders.default': 'Comme l’administrateur l’a réglé',
  'email.register.unknown-senders.deliver': 'Il vient comme tout autre courriel',
  'email.register.unknown-senders.ask': 'On me demande si je veux l’expéditeur comme contact',
  'email.register.unknown-senders.leave': 'Il reste dans la boîte aux lettres',
  'email.register.receipts': 'Accusés de réception pour ce que j’envoie',
  'email.register.receipts.description': 'Ce que votre client montre comme reçu ou lu',
  'email.register.receipts.delivered': 'Quand le serveur de courriel du destinataire le signale',
  'email.register.receipts.none': 'Aucun',
  'email.register.receipts.accepted': 'Quand mon serveur de courriel l’a pris',
  'email.register.receipts.displayed': 'Quand leur serveur de courriel le signale, et quand ils disent l’avoir lu',
  'email.register.read-reports': 'Dire aux autres que j’ai lu leur courriel',
  'email.register.read-reports.description': 'Seulement s’ils le demandent',
  'email.register.read-reports.never': 'À personne',
  'email.register.read-reports.known': 'À ceux à qui j’ai écrit',
  'email.register.read-reports.always': 'À tous',
  'email.register.delivery': 'Quand vient le courriel',
  'email.register.delivery.description':
    'Tout de suite, ou pendant qu’un de vos clients est en ligne ; ce qui est venu entre-temps est alors résumé',
  'email.register.delivery.always': 'Tout de suite',
  'email.register.delivery.online': 'Pendant que je suis en ligne',
  'email.register.busy-is-away': 'Pas pendant que je suis occupé',
  'email.register.busy-is-away.description':
    'Si le courriel ne vient que lorsque vous êtes en ligne : « ne pas déranger » compte comme une absence',
  'email.register.quiet': 'Heures calmes',
  'email.register.quiet.description': 'Quand aucun courriel ne vient, par exemple 22:00-07:00. Il vient ensuite',
  'email.register.quiet-wrong': 'Ce ne sont pas des heures. Écrivez-les comme 22:00-07:00.',
  'email.register.zone': 'Fuseau horaire des heures calmes',
  'email.register.zone.description': 'Tel que Europe/Berlin. Vide : UTC',
  'email.register.zone-wrong':
    'Ce fuseau horaire n’est pas connu. Écrivez-en un tel que Europe/Berlin ou America/New_York.',
  'email.register.important': 'Expéditeurs importants',
  'email.register.important.description':
    'Adresses et domaines, un par ligne, dont le courriel vient toujours tout de suite, même aux heures calmes',
  'email.register.important-wrong': '{line} n’est ni une adresse de courriel ni un domaine. Écrivez-en un par ligne.',
  'email.register.important-many': 'Il y en a trop. Écrivez-en {most} au plus.',
  'email.register.hold': 'Secondes pour reprendre un courriel',
  'email.register.hold.description':
    'Chaque courriel attend ce temps avant de partir, et peut être corrigé ou repris ; {most} au plus',
  'email.register.hold-wrong': 'Écrivez un nombre de secondes de 0 à {most}.',
  'email.register.corrections': 'Corrections',
  'email.register.corrections.description': 'Ce que devient une correction quand le courriel est parti',
  'email.register.corrections.mail': 'Elle est envoyée comme un autre courriel',
  'email.register.corrections.refuse': 'Elle est refusée',
  'email.register.reactions': 'Réactions',
  'email.register.reactions.description': 'À qui est envoyé un emoji pour un courriel',
  'email.register.reactions.capable': 'À ceux dont le programme de courriel connaît les réactions',
  'email.register.reactions.always': 'À tous, comme un court courriel s’il le faut',
  'email.register.reactions.never': 'À personne',
  'email.register.html': 'Texte mis en forme',
  'email.register.html.description': 'Si le gras, l’italique et les listes partent aussi en HTML',
  'email.register.language': 'Langue de ce que j’écris',
  'email.register.language.description': 'Telle que de ou pt-BR, si votre client ne la dit pas',
  'email.register.language-wrong': 'Ce n’est pas un code de langue. Écrivez-en un tel que de ou pt-BR.',
  'email.register.seen': 'Marquer le courriel comme lu',
  'email.register.seen.description':
    'Si un courriel que vous avez lu ici est marqué comme lu dans la boîte aux lettres',
  'email.register.sent-copy': 'Copies de ce que j’envoie',
  'email.register.sent-copy.description': 'Si c’est mis dans le dossier des courriels envoyés',
  'email.register.sent-copy.automatic': 'Si le fournisseur ne le fait pas lui-même',
  'email.register.sent-copy.never': 'Jamais',
  'email.register.sent-elsewhere': 'Montrer ce que j’envoie avec d’autres programmes',
  'email.register.sent-elsewhere.description': 'Si les conversations le montrent ici aussi',
  'email.register.deletes': 'Supprimer dans la boîte aux lettres',
  'email.register.deletes.description': 'Si un courriel que vous retirez d’une conversation va à la corbeille',
  'email.register.smime': 'Signature et chiffrement (S/MIME)',
  'email.register.smime.description': 'Demande votre clé, que vous donnez avec la commande key',
  'email.register.smime.never': 'Les courriels partent tels quels',
  'email.register.smime.sign': 'Signer',
  'email.register.smime.possible': 'Signer, et chiffrer si les certificats de tous les destinataires sont connus',
  'email.register.smime.always': 'Signer et chiffrer, ou ne pas envoyer',
  'email.register.cpim': 'Envoyer les textes en message/cpim',
  'email.register.cpim.description':
    'Le format commun de la messagerie instantanée (RFC 3862). La plupart des programmes de courriel le montrent comme pièce jointe',
  'email.register.watch': 'Surveillance de la boîte aux lettres',
  'email.register.watch.description': 'Tout le temps, ou en regardant de temps en temps',
  'email.register.watch.default': 'Comme l’administrateur l’a réglé',
  'email.register.watch.idle': 'Tout le temps, le courriel vient tout de suite',
  'email.register.watch.poll': 'De temps en temps',
  'email.register.not-found':
    'Aucun serveur {protocol} n’a été trouvé pour {domain}. Nommez-le dans votre inscription ; votre fournisseur dit son nom.',
  'email.register.confirm':
    'Selon le DNS, le courriel de {domain} est chez {imap} et {smtp}. Ils sont d’un autre domaine ; votre mot de passe n’y a donc pas été envoyé. Si vous les connaissez, écrivez-les dans les champs Serveur IMAP et Serveur SMTP.',
  'email.register.provider-closed':
    'Une passerelle n’a pas accès aux boîtes aux lettres de {provider}, qui n’a pas d’IMAP pour les serveurs. Voyez {help}, ou utilisez une autre boîte aux lettres.',
  'email.register.provider-sign-in':
    '{provider} n’accepte pas de mots de passe des programmes, seulement qu’on s’identifie sur sa page, ce que l’administrateur de cette passerelle n’a pas mis en place. Demandez-le-lui, ou utilisez une autre boîte aux lettres.',
  'email.oauth.open-device':
    'Identifiez-vous chez {provider} pour {address} : ouvrez {url} et tapez le code {code}. Il n’y a rien d’autre à faire ici.',
  'email.oauth.open-code':
    'Identifiez-vous chez {provider} pour {address} : ouvrez {url} dans un navigateur. À la fin, il montre une page vide ou une erreur ; copiez l’adresse entière de cette page et donnez-la à la commande sign-in.',
  'email.oauth.missing':
    'Vous ne vous êtes pas encore identifié chez le fournisseur de votre boîte aux lettres. Utilisez la commande sign-in.',
  'email.oauth.lost':
    'Le fournisseur de votre boîte aux lettres ne laisse plus entrer cette passerelle, peut-être parce que vous avez changé de mot de passe ou retiré la permission. Utilisez la commande sign-in pour vous identifier de nouveau.',
  'email.oauth.expired': 'Aucune identification chez {provider} ne vous attend, ou son délai est passé. Recommencez.',
  'email.oauth.refused': '{provider} n’a pas laissé entrer cette passerelle. Recommencez, et permettez-le là-bas.',
  'email.oauth.no-code':
    'Ce n’est pas l’adresse de la page où l’identification s’est terminée. Copiez l’adresse entière depuis le navigateur : elle commence par http et contient un code.',
  'email.oauth.other-code':
    'C’est la réponse à une autre identification. Recommencez, et utilisez le lien le plus récent.',
  'email.oauth.no-refresh':
    '{provider} n’a laissé entrer cette passerelle que pour une heure. L’administrateur doit lui demander un accès durable (scope offline_access).',
  'email.oauth.unavailable':
    '{provider} ne peut pas être interrogé en ce moment. Essayez de nouveau dans quelques minutes.',
  'email.probe.host-unknown':
    'Le serveur {protocol} {server} n’est pas connu sous ce nom. Vérifiez comment il s’écrit.',
  'email.probe.address-refused':
    'Le serveur {protocol} {server} n’a pas d’adresse de l’Internet public ; cette passerelle ne s’y connecte donc pas. Nommez-en un autre, ou demandez à l’administrateur de permettre son réseau.',
  'email.probe.unreachable':
    'Le serveur {protocol} {server} n’est pas joignable. Vérifiez le nom et le port, ou essayez plus tard.',
  'email.probe.timeout':
    'Le serveur {protocol} {server} n’a pas répondu à temps. Vérifiez le nom et le port, ou essayez plus tard.',
  'email.probe.tls-failed':
    'Aucune connexion chiffrée au serveur {protocol} {server} n’a pu être établie{said}. Vérifiez le port et le chiffrement dans votre inscription.',
  'email.probe.certificate-refused':
    'Le certificat du serveur {protocol} {server} n’est pas digne de confiance{said} ; votre mot de passe n’a donc pas été envoyé. Vérifiez le nom du serveur, ou demandez à qui le tient.',
  'email.probe.protocol':
    'Le serveur {protocol} {server} ne répond pas comme tel{said}. Vérifiez le nom, le port et le chiffrement dans votre inscription.',
  'email.probe.throttled':
    'Le serveur {protocol} {server} ne laisse entrer personne en ce moment{said}. Essayez de nouveau dans quelques minutes.',
  'email.probe.no-password-login':
    'Le serveur {protocol} {server} ne laisse personne se connecter avec un mot de passe par cette connexion. Vérifiez le port et le chiffrement, ou demandez à votre fournisseur comment les programmes de courriel se connectent.',
  'email.probe.login-refused':
    'Le serveur {protocol} {server} n’a pas accepté le mot de passe de {user}{said}. Vérifiez le mot de passe, et le nom d’utilisateur s’il n’est pas l’adresse de courriel.',
  'email.probe.smtp-login-refused':
    'La lecture du courriel fonctionne, mais le serveur SMTP {server} n’a pas accepté le mot de passe de {user}{said}. Donnez un nom d’utilisateur et un mot de passe pour l’envoi, ou permettez chez votre fournisseur l’envoi par des programmes de courriel.',
  'email.probe.login-or-switch':
    '{provider} n’a pas accepté le mot de passe{said}. Vérifiez-le, et activez IMAP sur {help} : il est désactivé jusque-là.',
  'email.probe.app-password':
    '{provider} veut un mot de passe que vous y créez pour cette passerelle (mot de passe d’application), et non celui de votre compte{said}.',
  'email.probe.app-password-at':
    '{provider} veut un mot de passe que vous y créez pour cette passerelle (mot de passe d’application), et non celui de votre compte. Créez-en un sur {help} et inscrivez-vous avec lui.',
  'email.probe.sign-in-needed':
    '{provider} n’accepte plus de mots de passe des programmes de courriel{said}. Si l’administrateur a mis en place l’identification, laissez le mot de passe vide ; sinon utilisez une autre boîte aux lettres.',
  'email.probe.switched-off':
    '{provider} a désactivé {protocol} pour cette boîte aux lettres{said}. Activez-le là-bas et inscrivez-vous de nouveau.',
  'email.probe.switched-off-at':
    '{provider} a désactivé {protocol} pour cette boîte aux lettres. Activez-le sur {help} et inscrivez-vous de nouveau.',

  'email.address.prompt': 'Écrivez une adresse de courriel, telle que alice@example.com.',
  'email.address.prompt-label': 'Adresse de courriel',
  'email.address.write-as': 'Écrivez cette adresse ainsi : {suggestion}.',
  'email.address.empty': 'Écrivez une adresse de courriel, telle que alice@example.com.',
  'email.address.no-at':
    '{written} n’est pas une adresse de courriel, car il y manque l’arobase. Écrivez-en une entière, telle que alice@example.com.',
  'email.address.local-empty':
    '{written} n’est pas une adresse de courriel, car rien ne précède l’arobase. Écrivez-en une entière, telle que alice@example.com.',
  'email.address.local':
    '{written} n’est pas une adresse de courriel : ce qui précède l’arobase a des caractères qui demandent des guillemets ou n’y sont pas permis. Vérifiez comment elle s’écrit.',
  'email.address.comment':
    '{written} a quelque chose entre parenthèses, à quoi aucun courriel n’est envoyé. Écrivez l’adresse sans cela.',
  'email.address.domain':
    '{written} n’est pas une adresse de courriel, car ce qui suit l’arobase n’est pas un domaine. Vérifiez comment elle s’écrit.',
  'email.address.too-long':
    '{written} est trop long pour une adresse de courriel : 64 octets au plus peuvent précéder l’arobase, et 254 en tout. Vérifiez comment elle s’écrit.',
  'email.address.no-reply':
    '{address} ne fait qu’envoyer du courriel, et personne ne lit ce qui y est envoyé. Cherchez dans son dernier courriel un autre moyen de répondre.',

  'email.field.account': 'Compte',
  'email.field.address': 'Adresse de courriel',
  'email.field.answer': 'Réponse',
  'email.field.attachments': 'Fichiers',
  'email.field.bcc': 'Copie cachée à',
  'email.field.attachments.description': 'Adresses (https) de fichiers qui partent avec le courriel, une par ligne.',
  'email.field.body': 'Texte',
  'email.field.cc': 'Copie à',
  'email.field.code': 'Ce que le navigateur a montré',
  'email.field.code.description':
    'Rien, pour commencer. Ensuite, si on vous l’a dit : l’adresse entière de la page que le navigateur a montrée à la fin.',
  'email.field.date': 'Date',
  'email.field.down': 'Déconnectées',
  'email.field.folder': 'Dossier',
  'email.field.folder.description': 'Son nom (voyez folders), ou : inbox, sent, drafts, archive, junk, trash.',
  'email.field.from': 'De',
  'email.field.host': 'Serveur de courriel',
  'email.field.host.description':
    'Son nom ; tous les noms sous lui sont compris : example.com vaut pour imap.example.com.',
  'email.field.how': 'Comment',
  'email.field.mail': 'Courriel',
  'email.field.mail.description':
    'Son numéro dans la dernière liste, ou l’adresse de qui il vient. Rien : le dernier courriel venu.',
  'email.field.messages': 'Courriels dans la boîte de réception',
  'email.field.parked': 'Arrêtées',
  'email.field.query': 'Quoi chercher',
  'email.field.query.description':
    'Des mots, et : from:alice, to:bob, subject:"next week", body:word, since:2026-01-31, before:2026-02-28, is:unread, is:flagged, in:archive.',
  'email.field.reason': 'Raison',
  'email.field.row': 'Numéro',
  'email.field.since': 'Depuis',
  'email.field.state': 'État',
  'email.field.subject': 'Objet',
  'email.field.to': 'À',
  'email.field.to.description': 'Adresses de courriel, séparées par des virgules.',
  'email.field.unseen': 'Non lus',
  'email.field.up': 'Connectées',
  'email.field.use': 'Pour',
  'email.field.vcard': 'vCard',
  'email.field.vcard.description':
    'Le texte de vCards, ou l’adresse (https) d’un fichier qui en contient. Rien : les personnes à qui vous avez envoyé du courriel.',
  'email.field.waiting': 'En attente',
  'email.field.watch': 'Surveillance',
  'email.field.who': 'Qui',
  'email.field.who.description': 'Une adresse de courriel, ou un domaine entier : @example.org.',
  'email.yes': 'oui',
  'email.line': '{row}. {head} : {subject}',
  'email.line.unseen': '{row}. {head} : {subject} (nouveau)',
  'email.line.to': 'à {who}',
  'email.line.no-subject': 'sans objet',
  'email.months': 'janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.',
  'email.folder.inbox': 'nouveaux courriels',
  'email.folder.sent': 'courriels envoyés',
  'email.folder.drafts': 'brouillons',
  'email.folder.junk': 'indésirables',
  'email.folder.trash': 'ce qui a été supprimé',
  'email.folder.archive': 'archives',
  'email.folder.all': 'tous les courriels',
  'email.folder.flagged': 'ce qui est marqué',
  'email.state.up': 'connectée',
  'email.state.down': 'non connectée ; on réessaie de soi-même',
  'email.state.parked':
    'le serveur de courriel ne me laisse pas entrer ; rien n’est tenté avant que vous ne changiez l’inscription ou n’écriviez resume',
  'email.state.waiting': 'pas encore connectée',
  'email.state.address': 'une adresse de cette passerelle : il n’y a rien à quoi se connecter',
  'email.watch.idle': 'tout le temps',
  'email.watch.poll': 'toutes les quelques minutes',
  'email.order.silent': 'Ce qui tient votre courriel ne répond pas en ce moment. Essayez de nouveau dans une minute.',
  'email.order.unknown':
    'Une autre version de cette passerelle tient votre courriel et ne connaît pas cette commande. Essayez plus tard.',
  'email.order.no-mailbox':
    'Ce compte est une adresse de cette passerelle et n’a pas de boîte aux lettres ; il n’y a donc pas de dossiers, ni rien à chercher ou à déplacer.',
  'email.order.no-such-mail': 'Ce courriel n’est pas (ou plus) ici. Cherchez-le avec search.',
  'email.order.no-such-row':
    'La dernière liste n’a pas de numéro {row}, ou elle a plus d’un jour. Faites-en une nouvelle avec search.',
  'email.order.no-mail-with': 'Aucun courriel avec {contact} n’est connu ici. Cherchez-le avec search.',
  'email.order.none-came': 'Aucun courriel n’est encore venu.',
  'email.order.not-kept':
    'Ce courriel n’est plus conservé ici : pour les adresses de cette passerelle, les courriels ne sont conservés entiers qu’un certain temps.',
  'email.order.no-html': 'Ce courriel n’a pas de HTML, seulement le texte que vous connaissez.',
  'email.order.no-place':
    'Il n’y a pas de place pour des fichiers : l’administrateur de cette passerelle n’a pas mis HTTP en place.',
  'email.order.no-message-id':
    'Ce courriel n’a pas de Message-ID ; aucune réponse ne pourrait donc le nommer. Écrivez un nouveau courriel avec send.',
  'email.order.no-sign-in':
    'Aucune de vos boîtes aux lettres n’est chez un fournisseur où l’on s’identifie. Ce qu’il leur faut est dans votre inscription.',
  'email.order.no-draft':
    'Ce courriel n’est pas un brouillon ; il n’est donc pas envoyé. Choisissez-en un dans la liste que montre drafts.',
  'email.order.encrypted':
    'Ce courriel est venu chiffré, pour vous seul. Transmettez-le comme fichier, qui reste chiffré, ou écrivez ce que l’autre peut savoir.',
  'email.order.no-invitation': 'Il n’y a dans ce courriel aucune invitation à laquelle répondre.',
  'email.command.send': 'Écrire un courriel',
  'email.command.send.about': 'envoie un courriel, avec un objet, des copies et des fichiers',
  'email.command.send.instructions':
    'Il part comme tout message à un contact, et les erreurs viennent de ses destinataires.',
  'email.command.send.done': 'Le courriel à {contact} est en chemin.',
  'email.command.send.done-several': 'Le courriel à {contact} et à {others} autres est en chemin.',
  'email.command.send.nobody': 'Ce courriel ne nomme personne à qui il pourrait aller. Nommez au moins une adresse.',
  'email.command.send.url': '{url} n’est pas l’adresse d’un fichier. Écrivez-en une qui commence par https://.',
  'email.command.send.files': 'Un courriel peut avoir {most} fichiers au plus. Envoyez les autres avec un autre.',
  'email.command.reply-all': 'Répondre à tous',
  'email.command.reply-all.about': 'répond à un courriel, à tous ceux qui y sont',
  'email.forwarded': '---------- Message transféré ----------',
  'email.command.forward': 'Transférer un courriel',
  'email.command.forward.about': 'envoie un courriel à quelqu’un d’autre',
  'email.command.forward.quoted': 'son texte et ses fichiers',
  'email.command.forward.attached': 'le courriel entier comme fichier',
  'email.command.drafts': 'Brouillons',
  'email.command.drafts.about': 'les courriels que vous avez commencé à écrire',
  'email.command.drafts.none': 'Il n’y a pas de brouillons. Écrivez draft pour en commencer un.',
  'email.command.drafts.how': 'Envoyez-en un par son numéro : send-draft 1.',
  'email.command.draft': 'Écrire un brouillon',
  'email.command.draft.about': 'garde un courriel parmi vos brouillons',
  'email.command.draft.done': 'Il est gardé dans {folder}.',
  'email.command.draft.empty': 'Un brouillon demande un objet ou un texte.',
  'email.command.send-draft': 'Envoyer un brouillon',
  'email.command.send-draft.about': 'envoie un de vos brouillons',
  'email.command.blocked': 'Expéditeurs bloqués',
  'email.command.blocked.about': 'ceux dont vous ne voulez pas le courriel',
  'email.command.blocked.none': 'Vous n’avez bloqué personne.',
  'email.command.block': 'Bloquer un expéditeur',
  'email.command.block.about': 'aucun courriel de cet expéditeur ne vient plus',
  'email.command.block.done': 'Aucun courriel de {who} ne vient plus.',
  'email.command.unblock': 'Débloquer un expéditeur',
  'email.command.unblock.about': 'le courriel de cet expéditeur vient de nouveau',
  'email.command.unblock.done': 'Le courriel de {who} vient de nouveau.',
  'email.command.accept': 'Accepter un expéditeur',
  'email.command.accept.about': 'le courriel de cet expéditeur vient, y compris celui qui attend',
  'email.command.accept.done': 'Le courriel de {who} vient désormais.',
  'email.command.important': 'Expéditeurs importants',
  'email.command.important.about': 'ceux dont le courriel vient tout de suite, même pendant votre absence',
  'email.command.important.none': 'Vous n’avez nommé personne comme important.',
  'email.command.add-important': 'Ajouter un expéditeur important',
  'email.command.add-important.about': 'le courriel de cet expéditeur vient tout de suite, même pendant votre absence',
  'email.command.add-important.done': 'Le courriel de {who} vient désormais tout de suite.',
  'email.command.remove-important': 'Retirer un expéditeur important',
  'email.command.remove-important.about': 'le courriel de cet expéditeur vient comme les autres',
  'email.command.remove-important.done': 'Le courriel de {who} vient désormais comme les autres.',
  'email.command.senders.domain': '{domain} n’est pas un domaine de courriel. Écrivez-le comme @example.org.',
  'email.command.senders.full': 'Vous avez déjà tant d’expéditeurs ici qu’il n’y a plus de place. Retirez-en d’abord.',
  'email.command.room': 'Entrer dans une conversation comme dans un salon',
  'email.command.room.about': 'vous invite dans le salon d’un courriel à plusieurs personnes',
  'email.command.unsubscribe': 'Quitter une liste de diffusion',
  'email.command.unsubscribe.about': 'quitte la liste de diffusion d’un courriel',
  'email.command.rsvp': 'Répondre à une invitation',
  'email.command.rsvp.about': 'répond à l’invitation d’un courriel',
  'email.command.rsvp.choose': 'Choisissez une des réponses.',
  'email.command.rsvp.accepted': 'Je viens',
  'email.command.rsvp.declined': 'Je ne viens pas',
  'email.command.rsvp.tentative': 'Peut-être',
  'email.command.rsvp.accepted.subject': 'Accepté : {title}',
  'email.command.rsvp.declined.subject': 'Décliné : {title}',
  'email.command.rsvp.tentative.subject': 'Peut-être : {title}',
  'email.command.import-contacts': 'Importer des contacts',
  'email.command.import-contacts.about':
    'ajoute des personnes à vos contacts : de vCards, ou celles à qui vous avez écrit',
  'email.command.import-contacts.instructions':
    'Elles sont ajoutées à vos contacts si votre serveur me le permet ; sinon il vous interroge sur chacune.',
  'email.command.import-contacts.none': 'Personne avec une adresse de courriel n’a été trouvé.',
  'email.command.import-contacts.done':
    '{added} personnes sur {found} ont été ajoutées ; les autres y sont déjà, ou viennent avec la prochaine importation.',
  'email.command.import-contacts.no-vcard': 'Ce n’est pas une vCard. Elle commence par BEGIN:VCARD.',
  'email.command.import-contacts.long':
    'C’est trop long pour un formulaire. Mettez-le dans un fichier sur le web, et donnez son adresse.',
  'email.command.full': 'Texte entier d’un courriel',
  'email.command.full.about': 'le texte entier d’un courriel, avec ce qu’il cite',
  'email.command.full.long': 'Le texte est trop long pour être montré ici. Il se trouve à :',
  'email.command.full.none': 'Ce courriel n’a pas de texte.',
  'email.command.read': 'Texte d’un courriel',
  'email.command.read.about': 'le texte d’un courriel et ses fichiers',
  'email.command.headers': 'En-tête d’un courriel',
  'email.command.headers.about': 'l’en-tête d’un courriel, tel qu’il est venu',
  'email.command.raw': 'Courriel comme fichier',
  'email.command.raw.about': 'un courriel comme fichier (.eml), tel qu’il est venu',
  'email.command.html': 'Courriel comme page',
  'email.command.html.about': 'ce que montre le HTML d’un courriel, comme page qui ne charge rien d’ailleurs',
  'email.command.search': 'Chercher des courriels',
  'email.command.search.about': 'cherche des courriels dans votre boîte aux lettres',
  'email.command.search.instructions':
    'Ce qui reste vide ne compte pas. Sans rien : les courriels les plus récents de la boîte de réception.',
  'email.command.search.day': '{value} n’est pas un jour. Écrivez-en un tel que 2026-01-31.',
  'email.command.search.is': '{value} n’est rien qu’un courriel puisse être. Écrivez is:unread, is:read ou is:flagged.',
  'email.command.search.none': 'Aucun courriel n’est ainsi.',
  'email.command.search.how': 'Nommez un courriel par son numéro : full 1, archive 2.',
  'email.command.folders': 'Dossiers',
  'email.command.folders.about': 'les dossiers de votre boîte aux lettres',
  'email.command.move': 'Déplacer un courriel',
  'email.command.move.about': 'déplace un courriel dans un autre dossier',
  'email.command.move.done': 'Il est maintenant dans {folder}.',
  'email.command.archive': 'Archiver un courriel',
  'email.command.archive.about': 'déplace un courriel dans les archives',
  'email.command.delete': 'Supprimer un courriel',
  'email.command.delete.about': 'déplace un courriel dans la corbeille',
  'email.command.junk': 'C’est indésirable',
  'email.command.junk.about':
    'déplace un courriel parmi les indésirables, et le marque pour que les filtres apprennent',
  'email.command.not-junk': 'Ce n’est pas indésirable',
  'email.command.not-junk.about': 'ramène un courriel des indésirables dans la boîte de réception',
  'email.command.mailbox': 'Ma boîte aux lettres',
  'email.command.mailbox.about': 'si votre boîte aux lettres est connectée, et ce qui n’est pas lu',
  'email.command.sign-in': 'S’identifier chez le fournisseur',
  'email.command.sign-in.about':
    'vous identifie chez le fournisseur de votre boîte aux lettres, s’il n’accepte pas de mots de passe',
  'email.command.sign-in.instructions': 'On vous dit une page à ouvrir.',
  'email.oauth.done': 'Vous vous êtes identifié. La boîte aux lettres {address} s’ouvre maintenant.',
  'email.command.resume': 'Se connecter de nouveau',
  'email.command.resume.about': 'essaie de nouveau de se connecter à votre boîte aux lettres',
  'email.command.resume.done':
    'On essaie maintenant. Écrivez mailbox dans un instant pour voir ce qu’il en est advenu.',
  'email.command.mailboxes': 'Boîtes aux lettres',
  'email.command.mailboxes.about':
    'combien de boîtes aux lettres il y a chez quels serveurs de courriel, et lesquelles ne s’ouvrent pas',
  'email.command.mailboxes.none': 'Aucune boîte aux lettres n’est ouverte ici.',
  'email.command.mailboxes.parked': '{jid} chez {host} : {reason}',
  'email.command.mailboxes.paused': '{host} est en pause depuis {since}.',
  'email.command.pause-provider': 'Mettre en pause un serveur de courriel',
  'email.command.pause-provider.about':
    'ne se connecte pour l’instant à aucune boîte aux lettres d’un serveur de courriel',
  'email.command.pause-provider.done':
    'Désormais, on ne se connecte à aucune boîte aux lettres chez {host}, et rien n’y est envoyé, jusqu’à ce que vous écriviez resume-provider {host}.',
  'email.command.pause-provider.host': '{host} n’est pas le nom d’un serveur de courriel.',
  'email.command.pause-provider.full':
    'Tant de serveurs de courriel sont en pause qu’il ne peut pas y en avoir plus. Reprenez-en d’abord quelques-uns.',
  'email.command.pause-provider.late':
    '{silent} parties de la passerelle n’ont pas répondu ; elles suivront quand elles regarderont.',
  'email.command.resume-provider': 'Reprendre avec un serveur de courriel',
  'email.command.resume-provider.about': 'se connecte de nouveau aux boîtes aux lettres d’un serveur de courriel',
  'email.command.resume-provider.done': 'On se connecte de nouveau aux boîtes aux lettres chez {host}.',
  'email.mailbox.paused':
    'L’administrateur de cette passerelle a mis en pause les connexions à {host}. Votre courriel y reste ; essayez plus tard.',
  'email.command.mailboxes.silent': '{silent} parties de la passerelle n’ont pas répondu et manquent ici.',

  'email.subject.none': 'Message de {name}',
  'email.correction': 'Correction de mon dernier courriel :\n\n{text}',
  'email.nobody': 'Ce message ne nomme personne à qui un courriel pourrait aller.',
  'email.too-large':
    'Le courriel dépasserait les {most} Mio qui peuvent être envoyés. Envoyez un lien vers le fichier à la place du fichier.',
  'email.file.link': '{name} : {url}',
  'email.file.lost': '{name} est venu avec ce courriel et n’a pas pu être gardé : {reason}',
  'email.file.no-place':
    'Il n’y a pas de place pour des fichiers : l’administrateur de cette passerelle n’a pas mis HTTP en place. Le fichier est toujours dans le courriel.',
  'email.cut': '[…]',
  'email.over-limit':
    'Ce courriel est trop grand pour être apporté ici ({size} Mio). Il est dans la boîte aux lettres. Ce qu’il contient :\n{parts}',
  'email.group.unknown':
    'Plus personne ne se rappelle qui était dans cette conversation. Écrivez à ses participants à leurs propres adresses.',
  'email.list.unknown':
    'Aucun courriel de cette liste n’est connu ici ; personne ne sait donc où vont les messages pour elle.',
  'email.list.read-only':
    'Personne ne peut écrire à {list}. Répondez à l’auteur d’un courriel, ou regardez dans ses archives.',
  'email.account.gone':
    'Ce compte n’a plus d’adresse de courriel. Inscrivez-vous de nouveau, ou changez l’inscription.',
  'email.oauth.no-provider':
    'L’administrateur de cette passerelle n’a plus d’identification chez ce fournisseur. Demandez-la-lui, ou inscrivez-vous avec un mot de passe.',
  'email.mailbox.no-login':
    'Je n’ai pas de mot de passe pour cette boîte aux lettres. Changez l’inscription et donnez-le, ou identifiez-vous chez votre fournisseur avec la commande sign-in.',
  'email.mailbox.parked':
    'Le serveur de courriel ne me laisse pas entrer dans {address} : {reason} Je n’essaie plus de moi-même. Changez l’inscription, et j’essaierai.',
  'email.given-up':
    'Le serveur de courriel n’a pas été joignable pendant des jours, ou n’a pas pris le courriel ; on n’essaie plus.',
  'email.unknown':
    'Le courriel a été remis et la réponse s’est perdue : il a peut-être été envoyé. Il n’est pas renvoyé de soi-même, pour que personne ne le reçoive deux fois.',
  'email.loop': 'Ce courriel tourne en rond entre des serveurs de courriel.',
  'email.policy.kept':
    'Les courriels passent par les serveurs de courriel de l’expéditeur et du destinataire, qui les gardent comme ils veulent. La passerelle ne garde le texte d’un courriel que pendant son chemin, et les courriels à ses propres adresses entiers pendant {days} jours, ou aussi longtemps qu’ils attendent leur utilisateur, chiffrés ; les identifiants, objets et adresses sont gardés un an, pour que les réponses trouvent leur conversation, et ce qui se dit dans un salon où son utilisateur est entré, ou est invité, pendant {rooms} jours.',
  'email.policy':
    'Les courriels passent par les serveurs de courriel de l’expéditeur et du destinataire, qui les gardent comme ils veulent. La passerelle ne garde le texte d’un courriel que pendant son chemin, chiffré là où il attend son utilisateur ; les identifiants, objets et adresses sont gardés un an, pour que les réponses trouvent leur conversation, et ce qui se dit dans un salon où son utilisateur est entré, ou est invité, pendant {rooms} jours.',

  'email.key.explain':
    'Si vous donnez votre clé S/MIME à la passerelle, elle signe ce que vous envoyez et ouvre ce qui est chiffré pour vous. Elle peut alors lire ' +
    'ces courriels, et celui qui la tient aussi ; en chemin vers votre programme, ils sont protégés comme tous vos messages. La clé est ' +
    'conservée chiffrée, n’est jamais montrée, et disparaît quand vous la retirez. Sans elle, les courriels chiffrés vous viennent tels quels, pour un ' +
    'programme qui a votre clé.',
  'email.key.kept':
    'Votre clé pour {address} est conservée. Elle est valable jusqu’au {day}, a été faite par {maker}, et a l’empreinte {fingerprint}.',
  'email.key.none': 'La passerelle ne conserve pas de clé pour {address}. Donnez-en une avec la commande add-key.',
  'email.key.removed': 'La clé pour {address} a disparu. Les courriels chiffrés pour elle vous viennent tels quels.',
  'email.key.confirm': 'Donnez-vous votre clé à la passerelle ?',
  'email.key.not-confirmed': 'Rien n’a été fait. Mettez la réponse sur oui si vous le voulez.',
  'email.key.missing': 'Écrivez la clé dans le champ, ou l’adresse où se trouve son fichier.',
  'email.key.no-account': 'Vous n’avez pas de compte pour lequel serait la clé. Inscrivez-vous d’abord.',
  'email.key.unreadable': 'La clé n’a pas pu être lue. Donnez-la de nouveau.',
  'email.field.key-file': 'La clé',
  'email.field.key-file.description':
    'Un fichier PEM avec la clé privée et son certificat, comme texte ; ou un fichier PKCS #12 en base64',
  'email.field.key-url': 'Ou là où se trouve son fichier',
  'email.field.key-url.description': 'Une adresse où la passerelle peut le prendre. Supprimez-le là-bas ensuite',
  'email.field.key-password': 'Mot de passe du fichier',
  'email.field.key-confirm': 'Oui',
  'email.command.key': 'Ma clé S/MIME',
  'email.command.key.about': 'dit quelle clé de vous la passerelle conserve',
  'email.command.add-key': 'Donner ma clé S/MIME à la passerelle',
  'email.command.add-key.about':
    'laisse la passerelle signer ce que vous envoyez, et ouvrir ce qui est chiffré pour vous',
  'email.command.remove-key': 'Retirer ma clé S/MIME',
  'email.command.remove-key.about': 'fait oublier votre clé à la passerelle',
  'email.command.remove-key.confirm': 'Les courriels chiffrés pour elle ne pourront plus être lus ici. La retirer ?',
  'email.key.unknown-file':
    'Ce fichier n’a pas de clé que la passerelle puisse lire. Envoyez un fichier PKCS #12 (.p12 ou .pfx), ou un fichier PEM avec la clé privée et son certificat.',
  'email.key.needs-password': 'Ce fichier est protégé. Envoyez son mot de passe avec lui.',
  'email.key.wrong-password':
    'Le mot de passe de ce fichier est faux. Essayez de nouveau, avec celui que vous avez choisi quand le fichier a été fait.',
  'email.key.unsupported':
    'Ce fichier est chiffré d’une manière que la passerelle ne connaît pas. Exportez la clé de nouveau, avec AES-256 ou triple DES.',
  'email.key.costly':
    'Ouvrir ce fichier demande plus de tours de calcul que la passerelle n’en fait pour quiconque. Exportez la clé de nouveau, avec 200 000 au plus.',
  'email.key.no-key':
    'Il n’y a pas de clé privée dans ce fichier, seulement des certificats. Exportez-le de nouveau avec la clé.',
  'email.key.no-certificate':
    'Aucun certificat de ce fichier n’appartient à la clé privée qui s’y trouve. Exportez de nouveau la clé avec son certificat.',
  'email.key.expired': 'Ce certificat a expiré le {day}. Obtenez-en un nouveau auprès de qui l’a fait.',
  'email.key.not-yet': 'Ce certificat n’est valable qu’à partir du {day}. Envoyez-le de nouveau alors.',
  'email.key.address':
    'Ce certificat est pour {named}, et non pour {address}. Envoyez celui de l’adresse d’où ce compte envoie.',
  'email.key.usage':
    'Le certificat de {owner} n’est pas pour le courriel : il ne peut ni signer ni chiffrer. Demandez-en un qui le puisse à qui l’a fait.',
  'email.signature.good': 'Signé par {address}, garanti par {maker}. On ne sait pas si cela a été révoqué.',
  'email.signature.address':
    'Signé par {owner}, qui n’est pas celui de qui ce courriel dit venir. Tenez-le pour non signé.',
  'email.signature.changed': 'Ce courriel a été modifié après avoir été signé. Ne vous y fiez pas.',
  'email.signature.forged': 'La signature de ce courriel n’est pas de celui qu’elle dit. Ne vous y fiez pas.',
  'email.signature.malformed': 'La signature de ce courriel ne peut pas être lue. Tenez-le pour non signé.',
  'email.signature.no-certificate':
    'Ce courriel est signé, mais le certificat de son signataire n’est pas venu avec lui. Tenez-le pour non signé, ou demandez le certificat.',
  'email.signature.weak':
    'La signature de ce courriel a été faite avec ce qui peut être contrefait aujourd’hui. Tenez-le pour non signé.',
  'email.signature.unsupported':
    'Ce courriel est signé d’une manière que la passerelle ne connaît pas. Tenez-le pour non signé.',
  'email.signature.untrusted':
    'Signé par {owner}, garanti par {maker}, à qui cette passerelle ne fait pas confiance. Comparez l’empreinte avec son propriétaire : {fingerprint}',
  'email.signature.expired': 'Signé par {owner} avec un certificat qui avait expiré. Tenez-le pour non signé.',
  'email.signature.not-yet-valid':
    'Signé par {owner} avec un certificat qui n’était pas encore valable. Tenez-le pour non signé.',
  'email.signature.usage':
    'Signé par {owner} avec un certificat qui n’est pas fait pour cela. Tenez-le pour non signé.',
  'email.signature.names':
    'Signé par {owner} avec un certificat que celui qui l’a fait n’a pas le droit de donner. Tenez-le pour non signé.',
  'email.signature.unknown':
    'Signé par {owner} avec un certificat que cette passerelle ne comprend pas. Tenez-le pour non signé.',
  'email.decrypt.not-for-us':
    'Ce courriel est chiffré pour une autre clé que celle que la passerelle conserve pour vous. Il est joint tel qu’il est venu.',
  'email.decrypt.unsupported':
    'Ce courriel est chiffré d’une manière que la passerelle ne connaît pas. Il est joint tel qu’il est venu.',
  'email.decrypt.broken':
    'Ce courriel est chiffré et a été abîmé ou modifié en chemin. Il est joint tel qu’il est venu ; redemandez-le.',
  'email.decrypt.malformed': 'Ce courriel dit être chiffré, et ne peut pas être lu. Il est joint tel qu’il est venu.',
  'email.decrypt.no-key':
    'Ce courriel est chiffré, et la passerelle n’a pas votre clé. Il est joint tel qu’il est venu, pour un programme qui l’a.',
  'email.encrypt.no-certificate':
    'Il n’y a pas de certificat de {address} auquel la passerelle fasse confiance ; le message n’a donc été ni chiffré ni envoyé. Demandez un courriel signé, ou désactivez le chiffrement.',
  'email.encrypt.hidden':
    'Un courriel chiffré nomme tous ceux qui peuvent le lire ; le message n’a donc pas été envoyé. Écrivez aux destinataires cachés dans des courriels à part, ou désactivez le chiffrement.',
  'email.encrypt.own-key':
    'La clé de {address} ne peut pas signer ; le message n’a donc pas été envoyé. Inscrivez une clé RSA.',
  'email.encrypt.no-key':
    'Vous n’avez pas de clé S/MIME ici ; le message n’a donc pas été envoyé. Donnez-en une avec la commande key, ou désactivez la signature et le chiffrement dans votre inscription.',
  'email.encrypt.expired':
    'Votre certificat a expiré le {day} ; le message n’a donc pas été envoyé. Donnez une nouvelle clé avec la commande add-key, ou désactivez la signature et le chiffrement dans votre inscription.',
  'email.secure.failed':
    'Signer, chiffrer ou ouvrir ce courriel a pris trop de temps. Envoyez les grands fichiers comme liens, hors de lui.',
  'email.encrypted.opened': 'Ce courriel est venu chiffré pour vous.',
  'email.encrypted.unsure':
    'Ce courriel est venu chiffré pour vous. Rien ne montre qui l’a écrit, ni qu’il n’a pas été modifié en chemin.',
  'email.openpgp.signed':
    'Ce courriel est signé avec OpenPGP, que la passerelle ne vérifie pas. La signature est jointe.',
  'email.openpgp.encrypted':
    'Ce courriel est chiffré avec OpenPGP. Il est joint tel qu’il est venu, pour un programme qui a votre clé.',
  'email.openpgp.key': 'La clé OpenPGP de {address} est venue avec lui (Autocrypt).',
  'email.object.lost': 'Rien ne dit où se trouve cet objet ; il n’a donc pas été envoyé. Envoyez-le de nouveau.',
  'email.object.no-place':
    'La passerelle ne va pas chercher de fichiers : l’administrateur n’a pas mis HTTP en place. Envoyez des objets de 32 Kio au plus, dans le message.',
  'email.object.changed':
    'Ce qui se trouve à l’adresse de cet objet n’est pas ce qui a été envoyé, selon son empreinte. Téléversez-le de nouveau.',
  'email.object.unsafe':
    'Les serveurs de courriel modifieraient cet objet en chemin : il a des octets hors de l’ASCII, des fins de ligne autres que CRLF, ou des lignes de plus de 998 octets. Encodez son contenu en base64, puis envoyez-le de nouveau.',
  'email.direct.subject': 'Message sécurisé',
  'email.direct.object': 'Ceci est venu signé et chiffré de {address}, un de vos pairs.',
  'email.direct.processed': 'L’agent de {address} a pris le message et en répond désormais.',
  'email.direct.dispatched': 'Le message est entre les mains de {address}.',
  'email.direct.displayed': 'Le message a été montré à {address}.',
  'email.direct.hidden':
    'Tous ceux qui reçoivent un objet doivent y être nommés ; rien n’a donc été envoyé. Envoyez-le sans destinataires cachés.',
  'email.direct.no-key':
    'Il n’y a pas de clé pour signer ceci ; rien n’a donc été envoyé. Demandez-en une à l’administrateur, ou donnez la vôtre avec la commande add-key.',
  'email.direct.not-allowed':
    'Des objets ne s’échangent qu’avec les pairs que l’administrateur a permis, et {address} n’en est pas. Rien n’a été envoyé.',
  'email.direct.no-certificate':
    'Il n’y a pas de certificat de {address} garanti par qui a la confiance de cette passerelle pour ce pair ; rien n’a donc été envoyé. Demandez à l’administrateur d’en obtenir un.',
  'email.direct.own-address':
    'Votre certificat n’est pas pour {address}, d’où ceci serait envoyé. Inscrivez la clé de cette adresse.',
  'email.direct.own-expired':
    'Votre certificat pour {address} n’est pas valable en ce moment. Inscrivez-en un nouveau, puis envoyez ceci de nouveau.',
  'email.direct.own-key':
    'Votre clé pour {address} ne peut pas signer, ou on ne peut pas chiffrer pour un destinataire. Inscrivez une clé RSA.',
  'email.direct.sender': 'Le message ne nomme pas d’expéditeur, ou en nomme plusieurs. Il doit en nommer un.',
  'email.direct.not-encrypted':
    'Le message de {address} n’était pas chiffré. Chiffrez-le avec le certificat de son destinataire.',
  'email.direct.not-opened':
    'Le message de {address} n’a pas pu être ouvert : il était abîmé, ou chiffré avec un autre certificat que celui de son destinataire.',
  'email.direct.not-signed': 'Le message de {address} n’était pas signé. Signez-le avant de le chiffrer.',
  'email.direct.address':
    'Le message de {address} a été signé par quelqu’un d’autre. Signez-le avec le certificat de son expéditeur.',
  'email.direct.changed': 'Le message de {address} a été modifié après avoir été signé. Envoyez-le de nouveau.',
  'email.direct.untrusted':
    'Le certificat de {address} n’est pas de ceux auxquels cette passerelle se fie pour ce pair.',
  'email.direct.expired':
    'Le certificat de {address} n’est pas valable en ce moment. Signez avec un certificat valable.',
  'email.direct.refused-there':
    'L’agent de {address} n’a pas pris le message. Il dit pourquoi dans un courriel à part.',
  'email.direct.bounced': 'Le message n’a pas pu être remis à l’agent de {address}.',
  'email.direct.silence':
    'L’agent de {address} n’a pas dit à temps qu’il a pris le message. Il est tenu pour non remis.',

  'email.imap.host-unknown':
    'Le nom du serveur de courriel (IMAP) n’est pas connu. Vérifiez l’hôte dans votre inscription.',
  'email.imap.address-refused':
    'Le serveur de courriel (IMAP) a une adresse à laquelle cette passerelle ne se connecte pas. Donnez un autre hôte, ou demandez à l’administrateur de le permettre.',
  'email.imap.unreachable': 'Le serveur de courriel (IMAP) n’est pas joignable{said}. On réessaie.',
  'email.imap.timeout': 'Le serveur de courriel (IMAP) ne répond pas. On réessaie.',
  'email.imap.tls-failed':
    'Il n’y a pas de connexion chiffrée au serveur de courriel (IMAP){said}. Vérifiez le port et le genre de chiffrement dans votre inscription.',
  'email.imap.certificate-refused':
    'Le certificat du serveur de courriel (IMAP) n’est pas digne de confiance{said}. Vérifiez l’hôte dans votre inscription, ou prévenez qui tient le serveur.',
  'email.imap.lost': 'La connexion au serveur de courriel (IMAP) s’est perdue{said}. Elle est rétablie.',
  'email.imap.protocol':
    'Ce que répond le serveur de courriel (IMAP) ne peut pas être compris{said}. Vérifiez l’hôte et le port dans votre inscription ; on réessaie.',
  'email.imap.throttled':
    'Le serveur de courriel (IMAP) demande qu’on le laisse tranquille un moment{said}. On réessaie plus tard.',
  'email.imap.too-many-connections':
    'Votre boîte aux lettres a autant de connexions que le serveur de courriel en permet{said}. Fermez d’autres programmes de courriel ; on réessaie.',
  'email.imap.sign-in-unavailable': 'Le serveur de courriel ne laisse entrer personne en ce moment{said}. On réessaie.',
  'email.imap.sign-in-refused':
    'Le serveur de courriel n’accepte pas votre nom d’utilisateur ou votre mot de passe{said}. Changez-les dans votre inscription ; rien n’est tenté avant.',
  'email.imap.sign-in-lost':
    'Le service de courriel ne laisse plus cette passerelle entrer dans votre boîte aux lettres. Redonnez l’accès dans votre inscription.',
  'email.imap.refused': 'Le serveur de courriel l’a refusé{said}.',
  'email.imap.over-quota': 'Votre boîte aux lettres est pleine{said}. Retirez des courriels, puis essayez de nouveau.',
  'email.imap.too-large': 'Ce courriel est plus grand qu’il ne peut l’être. Prenez pour lui un programme de courriel.',
  'email.imap.no-such-mail': 'Ce courriel n’est plus là.',
  'email.imap.no-such-folder': 'Il n’y a pas de tel dossier dans votre boîte aux lettres{said}.',
  'email.imap.down': 'Votre boîte aux lettres n’est pas connectée en ce moment. Essayez plus tard.',
  'email.imap.busy': 'On demande trop à votre boîte aux lettres en même temps. Essayez plus tard.',
  'email.imap.not-held':
    'Votre boîte aux lettres est en train d’être reprise par un autre processus. Essayez de nouveau.',
  'email.imap.closed': 'Votre boîte aux lettres est en train d’être fermée. Essayez plus tard.',

  'email.list.no-unsubscribe':
    'Les courriels de {list} ne disent pas comment la quitter. Regardez à la fin de l’un d’eux, ou marquez-les comme indésirables.',
  'email.list.left': 'Vous avez quitté {list}. Un ou deux derniers courriels sont peut-être en chemin.',
  'email.list.leaving': 'Un courriel a été envoyé pour quitter {list}. On vous demandera peut-être de le confirmer.',
  'email.list.page': '{list} se quitte sur une page du web : {url}',
  'email.list.disputed':
    'Les courriels de {list} nomment des adresses différentes où écrire ; rien n’a donc été envoyé. Écrivez à l’adresse dont vous savez qu’elle est juste.',

  'email.policy.recipient-denied':
    'L’administrateur de cette passerelle ne laisse personne écrire à {address}. Parlez-lui-en si vous en avez besoin.',
  'email.policy.recipient-not-allowed':
    'L’administrateur de cette passerelle ne laisse ses utilisateurs écrire qu’à certains domaines, et {address} n’est dans aucun d’eux. Parlez-lui-en si vous en avez besoin.',
  'email.policy.sender-denied': 'L’administrateur de cette passerelle ne laisse cet expéditeur écrire à personne ici.',
  'email.policy.sender-blocked': 'Vous avez bloqué cet expéditeur.',
  'email.policy.junk':
    'Un filtre dit que ce courriel est indésirable, et il n’y a plus de place pour de tels courriels.',
  'email.waiting.no-reply':
    'Du courriel de {address} attend, à qui vous n’avez jamais écrit et à qui personne ne peut répondre. Écrivez ici "accept {address}" si vous le voulez, ou "block {address}". Sans un mot, il ne vient pas, et est oublié ici après 30 jours.',
  'email.waiting.strangers':
    'Du courriel attend d’expéditeurs que vous ne connaissez pas : {senders}. Écrivez à l’un d’eux, ou ajoutez-le à vos contacts, et son courriel vient ; sinon il disparaît après 30 jours.',
  'email.presence.mail': 'Par courriel',
  'email.presence.parked':
    'Votre boîte aux lettres ne s’ouvre pas. Changez votre inscription, ou utilisez la commande "mailbox".',
  'email.enclosed.event': 'Avec ce courriel vient un rendez-vous :\n{event}',
  'email.enclosed.card': 'Avec ce courriel vient une carte de visite : {card}',
  'email.hint.jabber-id': 'L’auteur de ce courriel est aussi joignable en XMPP : {jid}',
  'email.limit.per-mail':
    'Un courriel peut aller à {most} destinataires au plus, et celui-ci en a {recipients}. Envoyez-le à moins de personnes à la fois.',
  'email.limit.mails':
    'Vous avez envoyé {most} courriels aujourd’hui, et ne pouvez pas en envoyer plus. Essayez de nouveau demain (UTC).',
  'email.limit.newcomer':
    'Vous êtes nouveau ici et avez envoyé {most} courriels aujourd’hui, autant que vous le pouvez pour l’instant. Essayez de nouveau demain (UTC).',
  'email.limit.recipients':
    'Avec ce courriel, vous auriez écrit à plus de {most} destinataires aujourd’hui. Essayez de nouveau demain (UTC).',
  'email.limit.gateway':
    'Tous les utilisateurs ensemble ont envoyé aujourd’hui autant de courriels que cette passerelle le peut. Essayez de nouveau demain (UTC).',
  'email.loop.too-many':
    '{address} vous écrit encore et encore, comme le font des programmes qui se répondent. Les courriels suivants attendent, et viendront ensemble quand cela aura cessé.',
  'email.route.contact':
    '{address} est l’adresse d’un contact en XMPP, et non une adresse de courriel. Écrivez-y en XMPP.',
  'email.route.own-address':
    '{address} est une adresse de cette passerelle pour des rapports, et personne ne lit ce qui y est envoyé. Vérifiez l’adresse.',
  'email.digest': '{text}',
  'email.digest.one': 'Pendant votre absence, un courriel est venu :',
  'email.digest.several': 'Pendant votre absence, {count} courriels sont venus :',
  'email.digest.line': '• {from} : {subject}',
  'email.digest.line-without-subject': '• {from} (sans objet)',
  'email.digest.more': 'et {more} autres',
  'email.digest.full':
    'Il en est peut-être venu plus qu’on ne peut le dire ici. Ils sont dans votre boîte aux lettres.',
  'email.digest.how': 'Écrivez read et l’adresse d’un expéditeur à la passerelle pour le texte de l’un d’eux.',
  'email.notice.mail': 'Courriel de {from} : {subject}',
  'email.notice.mail-without-subject': 'Courriel de {from} sans objet',
  'email.notice.beginning': '{text}',
  'email.notice.file': 'Avec un fichier.',
  'email.notice.files': 'Avec {files} fichiers.',
  'email.notice.how': 'Pour le texte, écrivez à la passerelle : read {address}',
  'email.warning.failed':
    'Attention : {domain} dit que ce courriel ne vient pas de là. Ne vous y fiez pas, et n’y suivez aucun lien.',
  'email.warning.unproven':
    'Attention : rien ne prouve que ce courriel vienne de {domain}. Demandez à son expéditeur par un autre moyen.',
  'email.warning.unaligned':
    'Attention : ce courriel nomme un expéditeur chez {domain} et a été envoyé de {path}. Demandez à son expéditeur par un autre moyen.',
  'email.warning.several-from': 'Ce courriel nomme plusieurs auteurs : {addresses}. Regardez à qui vous répondez.',
  'email.warning.name-is-address':
    'Attention : l’expéditeur se nomme {named}, mais l’adresse est {address}. Regardez-la de près avant de répondre.',
  'email.warning.reply-to':
    'Votre réponse à ce courriel va à un autre domaine que celui d’où il est venu : {address}. Regardez-la de près avant de répondre.',
  'email.warning.scripts':
    'Attention : le nom ou l’adresse de l’expéditeur ont des lettres qui ressemblent à d’autres. En lettres simples, l’adresse est {address}.',
  'email.warning.hidden':
    'Attention : le nom ou l’adresse de l’expéditeur ont des caractères qui ne se voient pas. En lettres simples, l’adresse est {address}.',

  'email.reader.unread':
    'Ce courriel est fait d’une manière qui n’a pas pu être lue ici. Il est joint en entier : ouvrez le fichier dans un programme de courriel, et seulement si vous connaissez l’expéditeur.',

  'email.room.came': 'Nouveaux dans cette conversation : {people}',
  'email.room.left': 'Ne sont plus dans cette conversation : {people}',
  'email.room.now': 'Ce que vous écrivez ici va à : {people}',
  'email.room.invitation': 'Un courriel à plusieurs personnes : {subject}',
  'email.room.invited':
    'Voici une invitation dans {room}. Pendant que vous y êtes, les courriels de cette conversation y viennent.',
  'email.order.no-group':
    'Ce n’est pas un courriel à plusieurs personnes, ou c’en est un à un très grand nombre : il n’a pas de salon.',
  'email.room.no-nick':
    'Entrez avec un pseudonyme : l’adresse du salon, une barre oblique, et le nom que vous voulez y avoir.',
  'email.room.nick-taken': 'Quelqu’un dans cette conversation s’appelle ainsi. Entrez avec un autre pseudonyme.',
  'email.room.full': 'Trop de vos clients sont dans ce salon.',
  'email.room.not-in': 'Vous n’êtes pas dans ce salon. Entrez-y, ou écrivez à son adresse comme à un contact.',
  'email.room.nobody': 'Personne dans ce salon ne s’appelle ainsi.',
  'email.room.only-mail':
    'Seules des personnes avec une adresse de courriel peuvent être amenées dans cette conversation : invitez l’adresse d’un contact de courriel chez cette passerelle.',
  'email.room.too-many': 'Il y a trop de personnes dans cette conversation pour une de plus.',
  'email.room.last-one': 'Il ne resterait personne à qui un courriel pourrait aller. Quittez plutôt le salon.',
  'email.room.no-change':
    'Les rôles et les affiliations ne signifient rien par courriel. Vous pouvez inviter un contact de courriel, ou expulser quelqu’un qui ne doit pas recevoir vos prochains courriels.',
  'email.room.no-owner':
    'Une conversation par courriel n’a pas de propriétaire ni rien à régler, et elle ne peut pas être détruite.',
  'email.room.yourself': 'C’est vous. Écrivez à tous dans le salon, ou à quelqu’un d’autre.',
  'email.room.no-answer': 'Il n’y a derrière qu’une adresse de courriel, qui ne répond à aucune requête.',
  'email.room.bad-request': 'Cette requête ne dit rien qui puisse se faire dans un salon.',

  'email.change.correction':
    'Le courriel est parti et ne peut plus être modifié, et selon vos réglages aucun second courriel ne le corrige. Écrivez-en un autre, ou réglez les corrections sur courriel.',
  'email.change.retraction':
    'Le courriel est parti et ne peut pas être repris, et selon vos réglages aucun second courriel ne le dit. Écrivez-en un autre, ou réglez les corrections sur courriel.',
  'email.reaction.removed': 'Une réaction envoyée par courriel ne peut pas être reprise.',
  'email.reaction.unknown':
    'Plus personne ne se rappelle le courriel auquel vous réagissez. Écrivez une réponse en mots.',
  'email.reaction.never':
    'Selon vos réglages, aucune réaction n’est envoyée par courriel. Écrivez une réponse en mots.',
  'email.reaction.not-understood':
    'On ne sait pas si le programme de courriel de ce contact montre les réactions ; il montrerait peut-être un courriel à la place. Écrivez une réponse en mots, ou réglez les réactions sur toujours.',
  'email.reaction.too-many':
    'Cela fait beaucoup de réactions pour une heure, et chacune est un courriel. Attendez un moment.',
  'email.waiting':
    'Votre courriel « {subject} » à {address} n’y est pas encore : {reason} On essaie pendant {days} jours en tout, et vous l’apprendrez si cela échoue.',
  'email.waiting-without-subject':
    'Votre courriel à {address} n’y est pas encore : {reason} On essaie pendant {days} jours en tout, et vous l’apprendrez si cela échoue.',
  'email.sent-elsewhere': '[Vous avez écrit ceci dans un autre programme de courriel]\n{text}',
  'email.sent-elsewhere-about': '[Vous avez écrit ceci dans un autre programme de courriel : {subject}]\n{text}',
  'email.read-report.subject': 'Lu : {subject}',
  'email.read-report':
    'Votre courriel « {subject} » a été affiché chez {address}. Cela ne veut pas dire qu’il a été lu jusqu’au bout ou compris.',

  'email.failed.unknown-address':
    'Il n’y a pas de boîte aux lettres {address}. Vérifiez comment elle s’écrit. Le serveur de courriel a dit : {said}',
  'email.failed.moved':
    '{address} ne prend plus de courriel. Demandez la nouvelle adresse à son propriétaire. Le serveur de courriel a dit : {said}',
  'email.failed.unknown-domain':
    'Aucun serveur de courriel n’est connu pour {address}. Vérifiez comment s’écrit ce qui suit l’arobase. Le serveur de courriel a dit : {said}',
  'email.failed.takes-no-mail':
    'Le domaine de {address} ne prend pas de courriel du tout. Joignez son propriétaire par un autre moyen. Le serveur de courriel a dit : {said}',
  'email.failed.disabled':
    'La boîte aux lettres {address} ne prend pas de courriel en ce moment. Joignez son propriétaire par un autre moyen. Le serveur de courriel a dit : {said}',
  'email.failed.full':
    'La boîte aux lettres {address} est pleine. Essayez plus tard. Le serveur de courriel a dit : {said}',
  'email.failed.too-large':
    'Le courriel est trop grand pour le serveur. Envoyez-en moins à la fois, ou un lien vers le fichier. Le serveur de courriel a dit : {said}',
  'email.failed.late':
    'Le serveur de courriel de {address} n’a pas été joint à temps. Essayez plus tard. Le serveur de courriel a dit : {said}',
  'email.failed.loop':
    'Le courriel à {address} tournait en rond et a été arrêté. Dites-le à l’administrateur de cette adresse. Le serveur de courriel a dit : {said}',
  'email.failed.content':
    'Le serveur de courriel ne prend pas ce genre de contenu. Envoyez-le sous une autre forme. Le serveur de courriel a dit : {said}',
  'email.failed.utf8':
    'Un serveur de courriel en chemin ne peut pas transporter les lettres de {address}. Demandez une adresse en lettres latines. Le serveur de courriel a dit : {said}',
  'email.failed.policy':
    'Le serveur de courriel a refusé ce courriel à {address} selon ses règles, par exemple comme indésirable. Écrivez-le en d’autres mots, ou joignez son propriétaire par un autre moyen. Le serveur de courriel a dit : {said}',
  'email.failed.forbidden':
    'Le serveur de courriel ne vous laisse pas envoyer à {address}. Demandez à qui tient le serveur. Le serveur de courriel a dit : {said}',
  'email.failed.login':
    'Votre serveur de courriel n’a pas accepté la connexion ; rien ne peut donc être envoyé. Inscrivez-vous de nouveau avec le bon mot de passe. Le serveur de courriel a dit : {said}',
  'email.failed.gateway-server':
    'Le serveur de courriel de la passerelle elle-même a des difficultés et n’a pas pris le courriel à {address}. Son administrateur en a été averti.',
  'email.failed.busy':
    'Le serveur de courriel n’a pas pris de courriel à {address} pour l’instant. Essayez plus tard. Le serveur de courriel a dit : {said}',
  'email.failed.internal':
    'Le serveur de courriel n’a pas compris la passerelle, et le courriel à {address} n’a pas été envoyé. Dites-le à l’administrateur de la passerelle. Le serveur de courriel a dit : {said}',
  'email.failed.other':
    'Le courriel à {address} a été refusé. Joignez son propriétaire par un autre moyen. Le serveur de courriel a dit : {said}',
  'email.failed.unreachable':
    'Le serveur de courriel n’a pas été joignable, et le courriel à {address} n’a pas été envoyé. Essayez plus tard. ({said})',
} as const;
