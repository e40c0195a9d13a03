/** Spanish sentences of the mail gateway. */
export const spanish = {
  'email.register.title': 'Registro en la pasarela de correo',
  'email.register.instructions-mailbox':
    'Escribe tu dirección de correo y su contraseña. Los servidores de correo se encuentran solos; si no, nómbralos en los campos de abajo.',
  'email.register.instructions-address':
    'Elige el nombre de tu dirección en {domain}, o déjalo vacío y se hará uno a partir de tu JID.',
  'email.register.instructions-both':
    'Para usar un buzón que ya tienes, escribe su dirección y su contraseña. Para obtener una dirección en {domain}, deja ambas vacías o escribe la dirección que te gustaría.',
  'email.register.address': 'Tu dirección de correo',
  'email.register.address.description': 'Como alice@example.com',
  'email.register.address.description-both': 'Del buzón que ya tienes. Vacío: obtienes una dirección en {domain}',
  'email.register.address-wrong': '{address} no es una dirección de correo. Escribe una como alice@example.com.',
  'email.register.address-missing': 'Escribe tu dirección de correo, como alice@example.com.',
  'email.register.password': 'Contraseña del buzón',
  'email.register.password.description':
    'Muchos proveedores quieren una contraseña hecha para un solo programa (contraseña de aplicación), no la de la cuenta. Se guarda cifrada y no se muestra nunca',
  'email.register.password-wrong':
    'La contraseña tiene caracteres que ningún servidor acepta. Escríbela de nuevo, en una línea.',
  'email.register.password-missing':
    'Escribe también la contraseña de {address}, para que se pueda recoger y enviar su correo.',
  'email.register.alias': 'Nombre de tu dirección en {domain}',
  'email.register.alias.description':
    'Lo que va antes de @{domain}: letras, cifras, puntos, guiones. Vacío: se hace a partir de tu JID',
  'email.register.alias-form':
    '{name} no puede ser el nombre de una dirección. Escribe minúsculas y cifras, con puntos, guiones o guiones bajos sueltos entre ellas.',
  'email.register.alias-short': '{name} es demasiado corto. Escribe al menos {least} caracteres.',
  'email.register.alias-long': 'Este nombre es demasiado largo para una dirección. Escribe uno más corto.',
  'email.register.alias-reserved': '{name} se reserva a quienes llevan sistemas de correo. Elige otro nombre.',
  'email.register.alias-fixed': 'Aquí no se pueden elegir nombres: tu dirección es {address}. Deja el campo vacío.',
  'email.register.alias-kept': '{address} era de otra persona hasta hace poco. Elige otro nombre.',
  'email.register.user': 'Nombre de usuario',
  'email.register.user.description': 'Para entrar, si es otro que la dirección de correo',
  'email.register.login': 'Cómo entrar',
  'email.register.login.description': 'Con la contraseña, o iniciando sesión en una página de tu proveedor',
  'email.register.login.automatic': 'Como convenga',
  'email.register.login.password': 'Con la contraseña',
  'email.register.login.oauth': 'Iniciando sesión en el proveedor',
  'email.register.imap': 'Servidor IMAP',
  'email.register.imap.description': 'Nombre, con un puerto si no es 993. Vacío: se busca',
  'email.register.imap-security': 'Cifrado en el servidor IMAP',
  'email.register.imap-security.description': 'Solo para un servidor que hayas nombrado',
  'email.register.smtp': 'Servidor SMTP',
  'email.register.smtp.description': 'Nombre, con un puerto si no es 465. Vacío: se busca',
  'email.register.smtp-security': 'Cifrado en el servidor SMTP',
  'email.register.smtp-security.description': 'Solo para un servidor que hayas nombrado',
  'email.register.smtp-user': 'Nombre de usuario para enviar',
  'email.register.smtp-user.description': 'Si es otro que para leer',
  'email.register.smtp-password': 'Contraseña para enviar',
  'email.register.smtp-password.description': 'Si es otra que para leer',
  'email.register.security.automatic': 'Según el puerto',
  'email.register.security.tls': 'TLS desde el principio',
  'email.register.security.starttls': 'STARTTLS',
  'email.register.security.none': 'Ninguno: cualquiera en el camino puede leerlo',
  'email.register.server-wrong':
    'Esto no es un servidor. Escribe su nombre, con un puerto si tiene otro: imap.example.net:993.',
  'email.register.server-denied': 'El administrador no permite {server}. Pídeselo, o usa otro buzón.',
  'email.register.plain-denied':
    'Sin cifrado, la contraseña para {server} se podría leer por el camino. Elige TLS o STARTTLS.',
  'email.register.line-wrong': 'Escribe una línea sin caracteres de control.',
  'email.register.name': 'Tu nombre',
  'email.register.name.description': 'Como otros lo ven junto a tu dirección',
  'email.register.signature': 'Firma',
  'email.register.signature.description': 'Líneas debajo de cada uno de tus correos',
  'email.register.subjects': 'Asuntos',
  'email.register.subjects.description': 'Cómo ves el asunto de un correo',
  'email.register.subjects.element': 'Donde tu cliente muestra los asuntos',
  'email.register.subjects.changed': 'Encima del texto, cuando es otro que antes',
  'email.register.subjects.text': 'Encima del texto, siempre',
  'email.register.quotes': 'Citas y firmas de otros',
  'email.register.quotes.description':
    'Si se quita lo que una respuesta repite; el correo entero siempre se puede pedir',
  'email.register.quotes.strip': 'Quitadas',
  'email.register.quotes.keep': 'Mostradas',
  'email.register.form': 'Cómo llega el correo',
  'email.register.form.description': 'Con su texto, o como un aviso de quién ha escrito y sobre qué',
  'email.register.form.text': 'Con su texto',
  'email.register.form.notice': 'Como un aviso; el texto cuando lo pida',
  'email.register.groups': 'Correos a varias personas',
  'email.register.groups.description': 'Cómo ves las conversaciones de varios',
  'email.register.groups.contacts': 'Como un contacto',
  'email.register.groups.rooms': 'Como un contacto, y se me invita a una sala para cada una',
  'email.register.unknown-senders': 'Correo de desconocidos',
  'email.register.unknown-senders.description': 'Qué se hace con el correo de alguien a quien nunca has escrito',
  'email.register.unknown-senders.default': 'Como lo ha fijado el administrador',
  'email.register.unknown-senders.deliver': 'Llega como cualquier otro correo',
  'email.register.unknown-senders.ask': 'Se me pregunta si quiero al remitente como contacto',
  'email.register.unknown-senders.leave': 'Se queda en el buzón',
  'email.register.receipts': 'Confirmaciones de lo que envío',
  'email.register.receipts.description': 'Lo que tu cliente muestra como recibido o leído',
  'email.register.receipts.delivered': 'Cuando el servidor de correo del destinatario lo comunica',
  'email.register.receipts.none': 'Ninguna',
  'email.register.receipts.accepted': 'Cuando mi servidor de correo lo ha aceptado',
  'email.register.receipts.displayed':
    'Cuando el servidor de correo de allí lo comunica, y cuando alguien dice que lo ha leído',
  'email.register.read-reports': 'Decir a otros que he leído su correo',
  'email.register.read-reports.description': 'Solo si lo piden',
  'email.register.read-reports.never': 'A nadie',
  'email.register.read-reports.known': 'A quienes he escrito',
  'email.register.read-reports.always': 'A todos',
  'email.register.delivery': 'Cuándo llega el correo',
  'email.register.delivery.description':
    'Enseguida, o mientras un cliente tuyo está en línea; lo que llegó entretanto se resume entonces',
  'email.register.delivery.always': 'Enseguida',
  'email.register.delivery.online': 'Mientras estoy en línea',
  'email.register.busy-is-away': 'No mientras estoy ocupado',
  'email.register.busy-is-away.description':
    'Con correo solo mientras estás en línea: “no molestar” cuenta como estar ausente',
  'email.register.quiet': 'Horas de silencio',
  'email.register.quiet.description': 'Cuándo no llega correo, como 22:00-07:00. Llega después',
  'email.register.quiet-wrong': 'Estas no son horas. Escríbelas como 22:00-07:00.',
  'email.register.zone': 'Zona horaria de las horas de silencio',
  'email.register.zone.description': 'Como Europe/Madrid. Vacío: UTC',
  'email.register.zone-wrong': 'Esta zona horaria no se conoce. Escribe una como Europe/Madrid o America/New_York.',
  'email.register.important': 'Remitentes importantes',
  'email.register.important.description':
    'Direcciones y dominios, uno por línea, cuyo correo siempre llega enseguida, también en horas de silencio',
  'email.register.important-wrong': '{line} no es ni una dirección de correo ni un dominio. Escribe uno por línea.',
  'email.register.important-many': 'Son demasiados. Escribe {most} como mucho.',
  'email.register.hold': 'Segundos para retirar un correo',
  'email.register.hold.description':
    'Lo que espera cada correo antes de salir; hasta entonces se puede corregir o retirar; {most} como mucho',
  'email.register.hold-wrong': 'Escribe un número de segundos de 0 a {most}.',
  'email.register.corrections': 'Correcciones',
  'email.register.corrections.description': 'Qué se hace con una corrección cuando el correo ya ha salido',
  'email.register.corrections.mail': 'Se envía como otro correo',
  'email.register.corrections.refuse': 'Se rechaza',
  'email.register.reactions': 'Reacciones',
  'email.register.reactions.description': 'A quién se envía un emoji por un correo',
  'email.register.reactions.capable': 'A aquellos cuyo programa de correo conoce las reacciones',
  'email.register.reactions.always': 'A todos, como un correo corto si hace falta',
  'email.register.reactions.never': 'A nadie',
  'email.register.html': 'Texto con formato',
  'email.register.html.description': 'Si las negritas, cursivas y listas salen también como HTML',
  'email.register.language': 'Idioma de lo que escribo',
  'email.register.language.description': 'Como es o pt-BR, si tu cliente no lo dice',
  'email.register.language-wrong': 'Esto no es un código de idioma. Escribe uno como es o pt-BR.',
  'email.register.seen': 'Marcar el correo como leído',
  'email.register.seen.description': 'Si un correo que has leído aquí se marca como leído en el buzón',
  'email.register.sent-copy': 'Copias de lo que envío',
  'email.register.sent-copy.description': 'Si se ponen en la carpeta de correo enviado',
  'email.register.sent-copy.automatic': 'Donde el proveedor no lo hace por sí mismo',
  'email.register.sent-copy.never': 'Nunca',
  'email.register.sent-elsewhere': 'Mostrar lo que envío con otros programas',
  'email.register.sent-elsewhere.description': 'Si las conversaciones de aquí también lo muestran',
  'email.register.deletes': 'Borrar en el buzón',
  'email.register.deletes.description': 'Si un correo que quitas de una conversación va a la papelera',
  'email.register.smime': 'Firma y cifrado (S/MIME)',
  'email.register.smime.description': 'Necesita tu clave, que das con la orden key',
  'email.register.smime.never': 'Los correos salen como están',
  'email.register.smime.sign': 'Firmar',
  'email.register.smime.possible': 'Firmar, y cifrar donde se conocen los certificados de todos los destinatarios',
  'email.register.smime.always': 'Firmar y cifrar, o no enviar',
  'email.register.cpim': 'Enviar los textos como message/cpim',
  'email.register.cpim.description':
    'El formato común de la mensajería instantánea (RFC 3862). La mayoría de los programas de correo lo muestran como adjunto',
  'email.register.watch': 'Vigilar el buzón',
  'email.register.watch.description': 'Todo el tiempo, o mirando de vez en cuando',
  'email.register.watch.default': 'Como lo ha fijado el administrador',
  'email.register.watch.idle': 'Todo el tiempo, el correo llega enseguida',
  'email.register.watch.poll': 'De vez en cuando',
  'email.register.not-found':
    'No se encontró ningún servidor {protocol} para {domain}. Nómbralo en tu registro; tu proveedor dice cómo se llama.',
  'email.register.confirm':
    'Según el DNS, el correo de {domain} está en {imap} y {smtp}. Son de otro dominio, así que tu contraseña no se envió allí. Si los conoces, escríbelos en los campos Servidor IMAP y Servidor SMTP.',
  'email.register.provider-closed':
    'Una pasarela no puede llegar a los buzones de {provider}, que no tiene IMAP para servidores. Mira {help}, o usa otro buzón.',
  'email.register.provider-sign-in':
    '{provider} no acepta contraseñas de programas, solo iniciar sesión en su página, y el administrador de esta pasarela no lo ha preparado. Pídeselo, o usa otro buzón.',
  'email.oauth.open-device':
    'Inicia sesión en {provider} para {address}: abre {url} y escribe el código {code}. Aquí no hay que hacer nada más.',
  'email.oauth.open-code':
    'Inicia sesión en {provider} para {address}: abre {url} en un navegador. Al final muestra una página vacía o un error; copia la dirección entera de esa página y dásela a la orden sign-in.',
  'email.oauth.missing': 'Aún no has iniciado sesión en el proveedor de tu buzón. Usa la orden sign-in.',
  'email.oauth.lost':
    'El proveedor de tu buzón ya no deja entrar a esta pasarela, quizá porque cambiaste la contraseña o retiraste el permiso. Usa la orden sign-in para iniciar sesión otra vez.',
  'email.oauth.expired':
    'No hay ningún inicio de sesión en {provider} que te espere, o se le acabó el tiempo. Empieza otra vez.',
  'email.oauth.refused': '{provider} no dejó entrar a esta pasarela. Empieza otra vez, y permítelo allí.',
  'email.oauth.no-code':
    'Esta no es la dirección de la página en que terminó el inicio de sesión. Copia la dirección entera del navegador: empieza por http y lleva un código.',
  'email.oauth.other-code':
    'Esta es la respuesta a otro inicio de sesión. Empieza otra vez, y usa el enlace más nuevo.',
  'email.oauth.no-refresh':
    '{provider} dejó entrar a esta pasarela solo por una hora. El administrador tiene que pedirle un acceso duradero (scope offline_access).',
  'email.oauth.unavailable': 'Ahora no se puede preguntar a {provider}. Inténtalo otra vez dentro de unos minutos.',
  'email.probe.host-unknown': 'El servidor {protocol} {server} no se conoce por ese nombre. Mira cómo se escribe.',
  'email.probe.address-refused':
    'El servidor {protocol} {server} no tiene dirección de la Internet pública, así que esta pasarela no se conecta a él. Nombra otro, o pide al administrador que permita su red.',
  'email.probe.unreachable':
    'No se puede llegar al servidor {protocol} {server}. Mira el nombre y el puerto, o inténtalo más tarde.',
  'email.probe.timeout':
    'El servidor {protocol} {server} no contestó a tiempo. Mira el nombre y el puerto, o inténtalo más tarde.',
  'email.probe.tls-failed':
    'No se pudo hacer una conexión cifrada con el servidor {protocol} {server}{said}. Mira el puerto y el cifrado en tu registro.',
  'email.probe.certificate-refused':
    'El certificado del servidor {protocol} {server} no es de confianza{said}, así que tu contraseña no se envió. Mira el nombre del servidor, o pregunta a quien lo lleva.',
  'email.probe.protocol':
    'El servidor {protocol} {server} no contesta como tal{said}. Mira el nombre, el puerto y el cifrado en tu registro.',
  'email.probe.throttled':
    'El servidor {protocol} {server} no deja entrar a nadie por ahora{said}. Inténtalo otra vez dentro de unos minutos.',
  'email.probe.no-password-login':
    'El servidor {protocol} {server} no deja a nadie entrar con contraseña por esta conexión. Mira el puerto y el cifrado, o pregunta a tu proveedor cómo entran los programas de correo.',
  'email.probe.login-refused':
    'El servidor {protocol} {server} no aceptó la contraseña de {user}{said}. Mira la contraseña, y el nombre de usuario si no es la dirección de correo.',
  'email.probe.smtp-login-refused':
    'Leer el correo funciona, pero el servidor SMTP {server} no aceptó la contraseña de {user}{said}. Pon un nombre de usuario y una contraseña para enviar, o permite en tu proveedor que envíen los programas de correo.',
  'email.probe.login-or-switch':
    '{provider} no aceptó la contraseña{said}. Mírala, y activa IMAP en {help}: está desactivado hasta que lo hagas.',
  'email.probe.app-password':
    '{provider} quiere una contraseña que hagas allí para esta pasarela (contraseña de aplicación), no la de tu cuenta{said}.',
  'email.probe.app-password-at':
    '{provider} quiere una contraseña que hagas allí para esta pasarela (contraseña de aplicación), no la de tu cuenta. Haz una en {help} y regístrate con ella.',
  'email.probe.sign-in-needed':
    '{provider} ya no acepta contraseñas de programas de correo{said}. Si el administrador ha preparado el inicio de sesión, deja la contraseña vacía; si no, usa otro buzón.',
  'email.probe.switched-off':
    '{provider} tiene {protocol} desactivado para este buzón{said}. Actívalo allí y regístrate otra vez.',
  'email.probe.switched-off-at':
    '{provider} tiene {protocol} desactivado para este buzón. Actívalo en {help} y regístrate otra vez.',

  'email.address.prompt': 'Escribe una dirección de correo, como alice@example.com.',
  'email.address.prompt-label': 'Dirección de correo',
  'email.address.write-as': 'Escribe esta dirección como {suggestion}.',
  'email.address.empty': 'Escribe una dirección de correo, como alice@example.com.',
  'email.address.no-at':
    '{written} no es una dirección de correo, porque no tiene arroba. Escribe una entera, como alice@example.com.',
  'email.address.local-empty':
    '{written} no es una dirección de correo, porque no hay nada antes de la arroba. Escribe una entera, como alice@example.com.',
  'email.address.local':
    '{written} no es una dirección de correo: lo que va antes de la arroba tiene caracteres que necesitan comillas o que no pueden estar ahí. Mira cómo se escribe.',
  'email.address.comment':
    '{written} tiene algo entre paréntesis, adonde no se envía correo. Escribe la dirección sin ello.',
  'email.address.domain':
    '{written} no es una dirección de correo, porque lo que va detrás de la arroba no es un dominio. Mira cómo se escribe.',
  'email.address.too-long':
    '{written} es demasiado largo para una dirección de correo: como mucho puede haber 64 octetos antes de la arroba, y 254 en total. Mira cómo se escribe.',
  'email.address.no-reply':
    '{address} solo envía correo, y nadie lee lo que se envía allí. Busca en su último correo otra manera de responder.',

  'email.field.account': 'Cuenta',
  'email.field.address': 'Dirección de correo',
  'email.field.answer': 'Respuesta',
  'email.field.attachments': 'Archivos',
  'email.field.bcc': 'Copia oculta a',
  'email.field.attachments.description': 'Direcciones (https) de archivos que van con el correo, una por línea.',
  'email.field.body': 'Texto',
  'email.field.cc': 'Copia a',
  'email.field.code': 'Lo que mostró el navegador',
  'email.field.code.description':
    'Nada, para empezar. Después, si se te dijo: la dirección entera de la página que el navegador mostró al final.',
  'email.field.date': 'Fecha',
  'email.field.down': 'Sin conexión',
  'email.field.folder': 'Carpeta',
  'email.field.folder.description': 'Su nombre (mira folders), o: inbox, sent, drafts, archive, junk, trash.',
  'email.field.from': 'De',
  'email.field.host': 'Servidor de correo',
  'email.field.host.description':
    'Su nombre; vale también para todos los nombres debajo de él: example.com para imap.example.com.',
  'email.field.how': 'Cómo',
  'email.field.mail': 'Correo',
  'email.field.mail.description':
    'Su número en la última lista, o la dirección de quien lo envió. Nada: el último correo que llegó.',
  'email.field.messages': 'Correos en la bandeja de entrada',
  'email.field.parked': 'Detenidos',
  'email.field.query': 'Qué buscar',
  'email.field.query.description':
    'Palabras, y: from:alice, to:bob, subject:"next week", body:word, since:2026-01-31, before:2026-02-28, is:unread, is:flagged, in:archive.',
  'email.field.reason': 'Motivo',
  'email.field.row': 'Número',
  'email.field.since': 'Desde',
  'email.field.state': 'Estado',
  'email.field.subject': 'Asunto',
  'email.field.to': 'Para',
  'email.field.to.description': 'Direcciones de correo, con comas entre ellas.',
  'email.field.unseen': 'Sin leer',
  'email.field.up': 'Conectados',
  'email.field.use': 'Para qué',
  'email.field.vcard': 'vCard',
  'email.field.vcard.description':
    'El texto de las vCards, o la dirección (https) de un archivo con ellas. Nada: las personas a quienes has enviado correo.',
  'email.field.waiting': 'En espera',
  'email.field.watch': 'Vigilado',
  'email.field.who': 'Quién',
  'email.field.who.description': 'Una dirección de correo, o un dominio entero: @example.org.',
  'email.yes': 'sí',
  'email.line': '{row}. {head}: {subject}',
  'email.line.unseen': '{row}. {head}: {subject} (nuevo)',
  'email.line.to': 'para {who}',
  'email.line.no-subject': 'sin asunto',
  'email.months': 'ene feb mar abr may jun jul ago sep oct nov dic',
  'email.folder.inbox': 'correo nuevo',
  'email.folder.sent': 'correo enviado',
  'email.folder.drafts': 'borradores',
  'email.folder.junk': 'correo no deseado',
  'email.folder.trash': 'lo borrado',
  'email.folder.archive': 'archivo',
  'email.folder.all': 'todo el correo',
  'email.folder.flagged': 'lo destacado',
  'email.state.up': 'conectado',
  'email.state.down': 'sin conexión; se intenta otra vez por sí solo',
  'email.state.parked':
    'el servidor de correo no me deja entrar; no se intenta nada hasta que cambies el registro o escribas resume',
  'email.state.waiting': 'aún sin conexión',
  'email.state.address': 'una dirección de esta pasarela: no hay nada a que conectarse',
  'email.watch.idle': 'todo el tiempo',
  'email.watch.poll': 'cada pocos minutos',
  'email.order.silent': 'Quien tiene tu correo no contesta en este momento. Inténtalo otra vez dentro de un minuto.',
  'email.order.unknown': 'Otra versión de esta pasarela tiene tu correo y no conoce esta orden. Inténtalo más tarde.',
  'email.order.no-mailbox':
    'Esta cuenta es una dirección de esta pasarela y no tiene buzón, así que no hay carpetas ni nada que buscar o mover.',
  'email.order.no-such-mail': 'Aquí no hay (o ya no hay) tal correo. Búscalo con search.',
  'email.order.no-such-row':
    'La última lista no tiene el número {row}, o es de hace más de un día. Haz una nueva con search.',
  'email.order.no-mail-with': 'Aquí no se conoce ningún correo con {contact}. Búscalo con search.',
  'email.order.none-came': 'Aún no ha llegado ningún correo.',
  'email.order.not-kept':
    'Este correo ya no se guarda aquí: para direcciones de esta pasarela, los correos solo se guardan enteros un tiempo.',
  'email.order.no-html': 'Este correo no tiene HTML, solo el texto que ya conoces.',
  'email.order.no-place': 'No hay lugar para archivos: el administrador de esta pasarela no ha preparado HTTP.',
  'email.order.no-message-id':
    'Este correo no tiene Message-ID, así que ninguna respuesta podría nombrarlo. Escribe un correo nuevo con send.',
  'email.order.no-sign-in':
    'Ninguno de tus buzones es de un proveedor donde se inicie sesión. Lo que necesitan está en tu registro.',
  'email.order.no-draft':
    'Este correo no es un borrador, así que no se envía. Elige uno de la lista que muestra drafts.',
  'email.order.encrypted':
    'Este correo llegó cifrado, solo para ti. Reenvíalo como archivo, que sigue cifrado, o escribe lo que el otro puede saber.',
  'email.order.no-invitation': 'En este correo no hay ninguna invitación a la que se pueda responder.',
  'email.command.send': 'Escribir un correo',
  'email.command.send.about': 'envía un correo, con asunto, copias y archivos',
  'email.command.send.instructions':
    'Sale como cualquier mensaje a un contacto, y los errores vuelven de sus destinatarios.',
  'email.command.send.done': 'El correo a {contact} está en camino.',
  'email.command.send.done-several': 'El correo a {contact} y {others} más está en camino.',
  'email.command.send.nobody': 'Este correo no nombra a nadie a quien pueda ir. Nombra al menos una dirección.',
  'email.command.send.url': '{url} no es la dirección de un archivo. Escribe una que empiece por https://.',
  'email.command.send.files': 'Un correo puede llevar {most} archivos como mucho. Envía los demás con otro.',
  'email.command.reply-all': 'Responder a todos',
  'email.command.reply-all.about': 'responde a un correo, a todos los que están en él',
  'email.forwarded': '---------- Mensaje reenviado ----------',
  'email.command.forward': 'Reenviar un correo',
  'email.command.forward.about': 'envía un correo a otra persona',
  'email.command.forward.quoted': 'su texto y sus archivos',
  'email.command.forward.attached': 'el correo entero como archivo',
  'email.command.drafts': 'Borradores',
  'email.command.drafts.about': 'los correos que has empezado a escribir',
  'email.command.drafts.none': 'No hay borradores. Escribe draft para empezar uno.',
  'email.command.drafts.how': 'Envía uno por su número: send-draft 1.',
  'email.command.draft': 'Escribir un borrador',
  'email.command.draft.about': 'guarda un correo entre tus borradores',
  'email.command.draft.done': 'Está guardado en {folder}.',
  'email.command.draft.empty': 'Un borrador necesita un asunto o un texto.',
  'email.command.send-draft': 'Enviar un borrador',
  'email.command.send-draft.about': 'envía uno de tus borradores',
  'email.command.blocked': 'Remitentes bloqueados',
  'email.command.blocked.about': 'aquellos cuyo correo no quieres',
  'email.command.blocked.none': 'No has bloqueado a nadie.',
  'email.command.block': 'Bloquear a un remitente',
  'email.command.block.about': 'ya no llega correo de este remitente',
  'email.command.block.done': 'Ya no llega correo de {who}.',
  'email.command.unblock': 'Desbloquear a un remitente',
  'email.command.unblock.about': 'el correo de este remitente llega otra vez',
  'email.command.unblock.done': 'El correo de {who} llega otra vez.',
  'email.command.accept': 'Aceptar a un remitente',
  'email.command.accept.about': 'llega el correo de este remitente, también el que espera',
  'email.command.accept.done': 'Desde ahora llega el correo de {who}.',
  'email.command.important': 'Remitentes importantes',
  'email.command.important.about': 'aquellos cuyo correo llega enseguida, también mientras estás ausente',
  'email.command.important.none': 'No has nombrado a nadie como importante.',
  'email.command.add-important': 'Añadir un remitente importante',
  'email.command.add-important.about': 'el correo de este remitente llega enseguida, también mientras estás ausente',
  'email.command.add-important.done': 'Desde ahora el correo de {who} llega enseguida.',
  'email.command.remove-important': 'Quitar un remitente importante',
  'email.command.remove-important.about': 'el correo de este remitente llega como el demás',
  'email.command.remove-important.done': 'Desde ahora el correo de {who} llega como el demás.',
  'email.command.senders.domain': '{domain} no es un dominio de correo. Escríbelo como @example.org.',
  'email.command.senders.full': 'Ya se conocen tantos remitentes tuyos que no caben más. Quita antes algunos.',
  'email.command.room': 'Entrar en una conversación como sala',
  'email.command.room.about': 'te invita a la sala de un correo a varias personas',
  'email.command.unsubscribe': 'Dejar una lista de correo',
  'email.command.unsubscribe.about': 'deja la lista de correo de la que viene un correo',
  'email.command.rsvp': 'Responder a una invitación',
  'email.command.rsvp.about': 'responde a la invitación que hay en un correo',
  'email.command.rsvp.choose': 'Elige una de las respuestas.',
  'email.command.rsvp.accepted': 'Voy',
  'email.command.rsvp.declined': 'No voy',
  'email.command.rsvp.tentative': 'Quizá',
  'email.command.rsvp.accepted.subject': 'Aceptada: {title}',
  'email.command.rsvp.declined.subject': 'Rechazada: {title}',
  'email.command.rsvp.tentative.subject': 'Provisional: {title}',
  'email.command.import-contacts': 'Importar contactos',
  'email.command.import-contacts.about': 'añade personas a tus contactos: de vCards, o a quienes has escrito',
  'email.command.import-contacts.instructions':
    'Se añaden a tus contactos si tu servidor me deja hacerlo; si no, te pregunta por cada una.',
  'email.command.import-contacts.none': 'No se encontró a nadie con una dirección de correo.',
  'email.command.import-contacts.done':
    'Se añadieron {added} de {found} personas; las demás ya están, o vienen con la próxima importación.',
  'email.command.import-contacts.no-vcard': 'Esto no es una vCard. Una empieza por BEGIN:VCARD.',
  'email.command.import-contacts.long':
    'Esto es demasiado largo para un formulario. Ponlo en un archivo en la web, y da su dirección.',
  'email.command.full': 'Texto entero de un correo',
  'email.command.full.about': 'el texto entero de un correo, con lo que cita',
  'email.command.full.long': 'El texto es demasiado largo para mostrarlo aquí. Está en:',
  'email.command.full.none': 'Este correo no tiene texto.',
  'email.command.read': 'Texto de un correo',
  'email.command.read.about': 'el texto de un correo y sus archivos',
  'email.command.headers': 'Cabecera de un correo',
  'email.command.headers.about': 'la cabecera de un correo, como llegó',
  'email.command.raw': 'Correo como archivo',
  'email.command.raw.about': 'un correo como archivo (.eml), como llegó',
  'email.command.html': 'Correo como página',
  'email.command.html.about': 'lo que muestra el HTML de un correo, como página que no carga nada de otro sitio',
  'email.command.search': 'Buscar correo',
  'email.command.search.about': 'busca correos en tu buzón',
  'email.command.search.instructions':
    'Lo que queda vacío no cuenta. Sin nada: los correos más nuevos de la bandeja de entrada.',
  'email.command.search.day': '{value} no es un día. Escribe uno como 2026-01-31.',
  'email.command.search.is': '{value} no es nada que un correo pueda ser. Escribe is:unread, is:read o is:flagged.',
  'email.command.search.none': 'Ningún correo es así.',
  'email.command.search.how': 'Nombra un correo por su número: full 1, archive 2.',
  'email.command.folders': 'Carpetas',
  'email.command.folders.about': 'las carpetas de tu buzón',
  'email.command.move': 'Mover un correo',
  'email.command.move.about': 'mueve un correo a otra carpeta',
  'email.command.move.done': 'Ahora está en {folder}.',
  'email.command.archive': 'Archivar un correo',
  'email.command.archive.about': 'mueve un correo al archivo',
  'email.command.delete': 'Borrar un correo',
  'email.command.delete.about': 'mueve un correo a la papelera',
  'email.command.junk': 'Esto es correo no deseado',
  'email.command.junk.about': 'mueve un correo al correo no deseado, y lo marca para que los filtros aprendan',
  'email.command.not-junk': 'Esto no es correo no deseado',
  'email.command.not-junk.about': 'devuelve un correo del correo no deseado a la bandeja de entrada',
  'email.command.mailbox': 'Mi buzón',
  'email.command.mailbox.about': 'si tu buzón está conectado, y qué hay sin leer',
  'email.command.sign-in': 'Iniciar sesión en el proveedor',
  'email.command.sign-in.about': 'inicia sesión en el proveedor de tu buzón, si no acepta contraseñas',
  'email.command.sign-in.instructions': 'Se te dice qué página abrir.',
  'email.oauth.done': 'Has iniciado sesión. Ahora se abre el buzón {address}.',
  'email.command.resume': 'Conectar otra vez',
  'email.command.resume.about': 'intenta otra vez conectar con tu buzón',
  'email.command.resume.done': 'Se está intentando. Escribe mailbox dentro de un momento para ver qué fue de ello.',
  'email.command.mailboxes': 'Buzones',
  'email.command.mailboxes.about': 'cuántos buzones hay en qué servidores de correo, y cuáles no se abren',
  'email.command.mailboxes.none': 'Aquí no hay ningún buzón abierto.',
  'email.command.mailboxes.parked': '{jid} en {host}: {reason}',
  'email.command.mailboxes.paused': '{host} está en pausa desde {since}.',
  'email.command.pause-provider': 'Poner en pausa un servidor de correo',
  'email.command.pause-provider.about': 'por ahora no conecta con ningún buzón de un servidor de correo',
  'email.command.pause-provider.done':
    'Desde ahora no se conecta con ningún buzón de {host}, ni se envía nada allí, hasta que escribas resume-provider {host}.',
  'email.command.pause-provider.host': '{host} no es el nombre de un servidor de correo.',
  'email.command.pause-provider.full':
    'Hay tantos servidores de correo en pausa que no caben más. Reanuda antes algunos.',
  'email.command.pause-provider.late':
    '{silent} partes de la pasarela no han contestado; lo harán cuando miren la próxima vez.',
  'email.command.resume-provider': 'Reanudar un servidor de correo',
  'email.command.resume-provider.about': 'conecta otra vez con los buzones de un servidor de correo',
  'email.command.resume-provider.done': 'Se conecta otra vez con los buzones de {host}.',
  'email.mailbox.paused':
    'El administrador de esta pasarela ha puesto en pausa las conexiones con {host}. Tu correo se queda allí; inténtalo más tarde.',
  'email.command.mailboxes.silent': '{silent} partes de la pasarela no han contestado y faltan aquí.',

  'email.subject.none': 'Mensaje de {name}',
  'email.correction': 'Corrección de mi último correo:\n\n{text}',
  'email.nobody': 'Este mensaje no nombra a nadie a quien pueda ir un correo.',
  'email.too-large':
    'El correo sería más grande que los {most} MiB que se pueden enviar. Envía un enlace al archivo en lugar del archivo.',
  'email.file.link': '{name}: {url}',
  'email.file.lost': '{name} llegó con este correo y no se pudo guardar: {reason}',
  'email.file.no-place':
    'No hay lugar para archivos: el administrador de esta pasarela no ha preparado HTTP. El archivo sigue en el correo.',
  'email.cut': '[…]',
  'email.over-limit':
    'Este correo es demasiado grande para traerlo aquí ({size} MiB). Está en el buzón. Lo que hay en él:\n{parts}',
  'email.group.unknown':
    'Ya nadie recuerda quién estaba en esta conversación. Escribe a cada persona a su propia dirección.',
  'email.list.unknown': 'Aquí no se conoce ningún correo de esta lista, así que nadie sabe adónde se le escribe.',
  'email.account.gone': 'Esta cuenta ya no tiene dirección de correo. Regístrate otra vez, o cambia el registro.',
  'email.oauth.no-provider':
    'El administrador de esta pasarela ya no tiene inicio de sesión en este proveedor. Pídeselo, o regístrate con una contraseña.',
  'email.mailbox.no-login':
    'No tengo contraseña para este buzón. Cambia el registro y dímela, o inicia sesión en tu proveedor con la orden sign-in.',
  'email.mailbox.parked':
    'El servidor de correo no me deja entrar en {address}: {reason} No lo intento otra vez por mí mismo. Cambia el registro, y lo haré.',
  'email.given-up':
    'Durante días no se pudo llegar al servidor de correo, o no aceptó el correo; ya no se intenta más.',
  'email.unknown':
    'El correo se entregó y la respuesta se perdió: puede que se haya enviado. No se envía otra vez por sí solo, para que nadie lo reciba dos veces.',
  'email.loop': 'Este correo da vueltas entre servidores de correo.',
  'email.policy.kept':
    'Los correos pasan por los servidores de correo de quien envía y de quien recibe, que los guardan como quieren. La pasarela guarda el texto de un correo solo mientras está en camino, y los correos a sus propias direcciones enteros durante {days} días, o mientras esperan a su usuario, cifrados; los identificadores, asuntos y direcciones se guardan un año, para que las respuestas encuentren su conversación, y lo que se dice en una sala en la que su usuario ha entrado, o a la que está invitado, durante {rooms} días.',
  'email.policy':
    'Los correos pasan por los servidores de correo de quien envía y de quien recibe, que los guardan como quieren. La pasarela guarda el texto de un correo solo mientras está en camino, cifrado si espera a su usuario; los identificadores, asuntos y direcciones se guardan un año, para que las respuestas encuentren su conversación, y lo que se dice en una sala en la que su usuario ha entrado, o a la que está invitado, durante {rooms} días.',

  'email.key.explain':
    'Si das a la pasarela tu clave S/MIME, firma lo que envías y abre lo que está cifrado para ti. Entonces puede leer esos correos, y también quien la lleva; en el camino hasta tu programa van protegidos como todos tus mensajes. La clave se guarda cifrada, no se muestra nunca, y desaparece cuando la quitas. Sin ella, los correos cifrados te llegan como son, para un programa que tenga tu clave.',
  'email.key.kept':
    'Tu clave para {address} está guardada. Es válida hasta {day}, la hizo {maker}, y su huella es {fingerprint}.',
  'email.key.none': 'La pasarela no guarda ninguna clave para {address}. Da una con la orden add-key.',
  'email.key.removed': 'La clave para {address} ya no está. Los correos cifrados para ella te llegan como son.',
  'email.key.confirm': '¿Das tu clave a la pasarela?',
  'email.key.not-confirmed': 'No se hizo nada. Pon la respuesta en sí si lo quieres.',
  'email.key.missing': 'Escribe la clave en el campo, o la dirección donde está su archivo.',
  'email.key.no-account': 'No tienes ninguna cuenta para la que pueda ser la clave. Regístrate antes.',
  'email.key.unreadable': 'No se pudo leer la clave. Dala otra vez.',
  'email.field.key-file': 'La clave',
  'email.field.key-file.description':
    'Un archivo PEM con la clave privada y su certificado, como texto; o un archivo PKCS #12 en base64',
  'email.field.key-url': 'O dónde está su archivo',
  'email.field.key-url.description': 'Una dirección de la que la pasarela pueda recogerlo. Bórralo de allí después',
  'email.field.key-password': 'Contraseña del archivo',
  'email.field.key-confirm': 'Sí',
  'email.command.key': 'Mi clave S/MIME',
  'email.command.key.about': 'dice qué clave tuya guarda la pasarela',
  'email.command.add-key': 'Dar a la pasarela mi clave S/MIME',
  'email.command.add-key.about': 'deja a la pasarela firmar lo que envías, y abrir lo que está cifrado para ti',
  'email.command.remove-key': 'Quitar mi clave S/MIME',
  'email.command.remove-key.about': 'hace que la pasarela olvide tu clave',
  'email.command.remove-key.confirm': 'Los correos cifrados para ella ya no se podrán leer aquí. ¿Quitarla?',
  'email.key.unknown-file':
    'Este archivo no tiene ninguna clave que la pasarela pueda leer. Envía un archivo PKCS #12 (.p12 o .pfx), o un archivo PEM con la clave privada y su certificado.',
  'email.key.needs-password': 'Este archivo está protegido. Envía también su contraseña.',
  'email.key.wrong-password':
    'La contraseña de este archivo no es correcta. Inténtalo otra vez, con la que elegiste cuando se hizo el archivo.',
  'email.key.unsupported':
    'Este archivo está cifrado de una manera que la pasarela no conoce. Exporta la clave de nuevo, con AES-256 o triple DES.',
  'email.key.costly':
    'Abrir este archivo requiere más rondas de cálculo de las que la pasarela hace por nadie. Exporta la clave de nuevo, con 200 000 como mucho.',
  'email.key.no-key':
    'En este archivo no hay ninguna clave privada, solo certificados. Expórtalo otra vez junto con la clave.',
  'email.key.no-certificate':
    'Ningún certificado de este archivo corresponde a la clave privada que hay en él. Exporta la clave otra vez junto con su certificado.',
  'email.key.expired': 'Este certificado caducó el {day}. Pide uno nuevo a quien lo hizo.',
  'email.key.not-yet': 'Este certificado solo es válido a partir del {day}. Envíalo otra vez entonces.',
  'email.key.address':
    'Este certificado es para {named}, no para {address}. Envía el de la dirección desde la que envía esta cuenta.',
  'email.key.usage':
    'El certificado de {owner} no es para correo: no puede ni firmar ni cifrar. Pide a quien lo hizo uno que pueda.',
  'email.signature.good': 'Firmado por {address}, avalado por {maker}. No se sabe si eso fue revocado.',
  'email.signature.address': 'Firmado por {owner}, que no es de quien este correo dice ser. Tómalo como sin firma.',
  'email.signature.changed': 'Este correo se cambió después de firmarse. No te fíes de él.',
  'email.signature.forged': 'La firma de este correo no es de quien dice. No te fíes de él.',
  'email.signature.malformed': 'No se puede leer la firma de este correo. Tómalo como sin firma.',
  'email.signature.no-certificate':
    'Este correo está firmado, pero no venía con el certificado de quien lo firmó. Tómalo como sin firma, o pide el certificado.',
  'email.signature.weak':
    'La firma de este correo se hizo con algo que hoy se puede falsificar. Tómalo como sin firma.',
  'email.signature.unsupported':
    'Este correo está firmado de una manera que la pasarela no conoce. Tómalo como sin firma.',
  'email.signature.untrusted':
    'Firmado por {owner}, avalado por {maker}, en quien esta pasarela no confía. Compara la huella con su dueño: {fingerprint}',
  'email.signature.expired': 'Firmado por {owner} con un certificado que había caducado. Tómalo como sin firma.',
  'email.signature.not-yet-valid':
    'Firmado por {owner} con un certificado que aún no era válido. Tómalo como sin firma.',
  'email.signature.usage': 'Firmado por {owner} con un certificado que no es para esto. Tómalo como sin firma.',
  'email.signature.names':
    'Firmado por {owner} con un certificado que quien lo hizo no puede dar. Tómalo como sin firma.',
  'email.signature.unknown':
    'Firmado por {owner} con un certificado que esta pasarela no entiende. Tómalo como sin firma.',
  'email.decrypt.not-for-us':
    'Este correo está cifrado para otra clave que la que la pasarela guarda para ti. Va adjunto como llegó.',
  'email.decrypt.unsupported':
    'Este correo está cifrado de una manera que la pasarela no conoce. Va adjunto como llegó.',
  'email.decrypt.broken':
    'Este correo está cifrado y se dañó o se cambió en el camino. Va adjunto como llegó; pídelo otra vez.',
  'email.decrypt.malformed': 'Este correo dice que está cifrado, y no se puede leer. Va adjunto como llegó.',
  'email.decrypt.no-key':
    'Este correo está cifrado, y la pasarela no tiene ninguna clave tuya. Va adjunto como llegó, para un programa que la tenga.',
  'email.encrypt.no-certificate':
    'No hay ningún certificado de {address} en que la pasarela confíe, así que el mensaje no se cifró ni se envió. Pide un correo firmado, o desactiva el cifrado.',
  'email.encrypt.hidden':
    'Un correo cifrado nombra a todos los que pueden leerlo, así que el mensaje no se envió. Escribe a los destinatarios ocultos en correos aparte, o desactiva el cifrado.',
  'email.encrypt.own-key':
    'La clave de {address} no puede firmar, así que el mensaje no se envió. Registra una clave RSA.',
  'email.encrypt.no-key':
    'No tienes aquí ninguna clave S/MIME, así que el mensaje no se envió. Da una con la orden key, o desactiva la firma y el cifrado en tu registro.',
  'email.encrypt.expired':
    'Tu certificado caducó el {day}, así que el mensaje no se envió. Da una clave nueva con la orden add-key, o desactiva la firma y el cifrado en tu registro.',
  'email.secure.failed':
    'Se tardó demasiado en firmar, cifrar o abrir este correo. Envía los archivos grandes como enlaces, fuera de él.',
  'email.encrypted.opened': 'Este correo llegó cifrado para ti.',
  'email.encrypted.unsure':
    'Este correo llegó cifrado para ti. Nada muestra quién lo escribió, ni que no se cambió en el camino.',
  'email.openpgp.signed': 'Este correo está firmado con OpenPGP, que la pasarela no comprueba. La firma va adjunta.',
  'email.openpgp.encrypted':
    'Este correo está cifrado con OpenPGP. Va adjunto como llegó, para un programa que tenga tu clave.',
  'email.openpgp.key': 'La clave OpenPGP de {address} venía con él (Autocrypt).',
  'email.object.lost': 'Nada dice dónde está este objeto, así que no se envió. Envíalo otra vez.',
  'email.object.no-place':
    'La pasarela no recoge archivos: el administrador no ha preparado HTTP. Envía objetos de 32 KiB como mucho, dentro del mensaje.',
  'email.object.changed':
    'Lo que está en la dirección de este objeto no es lo que se envió, según su hash. Súbelo otra vez.',
  'email.object.unsafe':
    'Los servidores de correo cambiarían este objeto en el camino: tiene octetos fuera de ASCII, finales de línea que no son CRLF, o líneas de más de 998 octetos. Codifica su contenido en base64 y envíalo otra vez.',
  'email.direct.subject': 'Mensaje protegido',
  'email.direct.object': 'Esto llegó firmado y cifrado de {address}, uno de tus pares.',
  'email.direct.processed': 'El agente de {address} ha aceptado el mensaje y ahora responde de él.',
  'email.direct.dispatched': 'El mensaje está en manos de {address}.',
  'email.direct.displayed': 'El mensaje se mostró a {address}.',
  'email.direct.hidden':
    'Todos los que reciben un objeto tienen que estar nombrados en él, así que no se envió nada. Envíalo sin destinatarios ocultos.',
  'email.direct.no-key':
    'No hay ninguna clave con que firmar esto, así que no se envió nada. Pide una al administrador, o da la tuya con la orden add-key.',
  'email.direct.not-allowed':
    'Los objetos solo se intercambian con pares que el administrador ha permitido, y {address} no es uno de ellos. No se envió nada.',
  'email.direct.no-certificate':
    'No hay ningún certificado de {address} avalado por alguien en quien esta pasarela confíe para ese par, así que no se envió nada. Pide al administrador que consiga uno.',
  'email.direct.own-address':
    'Tu certificado no es para {address}, desde donde se enviaría esto. Registra la clave de esa dirección.',
  'email.direct.own-expired':
    'Tu certificado para {address} no es válido ahora. Registra uno nuevo y envía esto otra vez.',
  'email.direct.own-key':
    'Tu clave para {address} no puede firmar, o no se puede cifrar para un destinatario. Registra una clave RSA.',
  'email.direct.sender': 'El mensaje no nombra ningún remitente, o nombra varios. Tiene que nombrar uno.',
  'email.direct.not-encrypted':
    'El mensaje de {address} no estaba cifrado. Cífralo con el certificado de su destinatario.',
  'email.direct.not-opened':
    'No se pudo abrir el mensaje de {address}: estaba dañado, o cifrado con otro certificado que el de su destinatario.',
  'email.direct.not-signed': 'El mensaje de {address} no estaba firmado. Fírmalo antes de cifrarlo.',
  'email.direct.address': 'El mensaje de {address} lo firmó otra persona. Fírmalo con el certificado de su remitente.',
  'email.direct.changed': 'El mensaje de {address} se cambió después de firmarse. Envíalo otra vez.',
  'email.direct.untrusted': 'El certificado de {address} no es uno del que esta pasarela se fíe para ese par.',
  'email.direct.expired': 'El certificado de {address} no es válido ahora. Firma con uno válido.',
  'email.direct.refused-there': 'El agente de {address} no aceptó el mensaje. Dice por qué en un correo propio.',
  'email.direct.bounced': 'No se pudo entregar el mensaje al agente de {address}.',
  'email.direct.silence': 'El agente de {address} no dijo a tiempo que aceptó el mensaje. Se da por no entregado.',

  'email.imap.host-unknown': 'No se conoce el nombre del servidor de correo (IMAP). Mira el servidor en tu registro.',
  'email.imap.address-refused':
    'El servidor de correo (IMAP) tiene una dirección a la que esta pasarela no se conecta. Da otro, o pide al administrador que la permita.',
  'email.imap.unreachable': 'No se puede llegar al servidor de correo (IMAP){said}. Se intenta otra vez.',
  'email.imap.timeout': 'El servidor de correo (IMAP) no contesta. Se intenta otra vez.',
  'email.imap.tls-failed':
    'No hay conexión cifrada con el servidor de correo (IMAP){said}. Mira el puerto y el tipo de cifrado en tu registro.',
  'email.imap.certificate-refused':
    'El certificado del servidor de correo (IMAP) no es de confianza{said}. Mira el servidor en tu registro, o díselo a quien lo lleva.',
  'email.imap.lost': 'La conexión con el servidor de correo (IMAP) se perdió{said}. Se hace otra vez.',
  'email.imap.protocol':
    'No se entiende lo que contesta el servidor de correo (IMAP){said}. Mira el servidor y el puerto en tu registro; se intenta otra vez.',
  'email.imap.throttled':
    'El servidor de correo (IMAP) pide que se le deje en paz un rato{said}. Se intenta otra vez más tarde.',
  'email.imap.too-many-connections':
    'Tu buzón tiene tantas conexiones como permite el servidor de correo{said}. Cierra otros programas de correo; se intenta otra vez.',
  'email.imap.sign-in-unavailable':
    'El servidor de correo no deja entrar a nadie por ahora{said}. Se intenta otra vez.',
  'email.imap.sign-in-refused':
    'El servidor de correo no acepta tu nombre de usuario o tu contraseña{said}. Cámbialos en tu registro; antes no se intenta nada.',
  'email.imap.sign-in-lost':
    'El servicio de correo ya no deja a esta pasarela entrar en tu buzón. Dale acceso otra vez en tu registro.',
  'email.imap.refused': 'El servidor de correo rechazó esto{said}.',
  'email.imap.over-quota': 'Tu buzón está lleno{said}. Quita correos e inténtalo otra vez.',
  'email.imap.too-large': 'Este correo es más grande de lo permitido. Usa para él un programa de correo.',
  'email.imap.no-such-mail': 'Este correo ya no está.',
  'email.imap.no-such-folder': 'En tu buzón no hay tal carpeta{said}.',
  'email.imap.down': 'Tu buzón no está conectado en este momento. Inténtalo más tarde.',
  'email.imap.busy': 'Se pide demasiado a la vez de tu buzón. Inténtalo más tarde.',
  'email.imap.not-held': 'Otro proceso se está haciendo cargo de tu buzón. Inténtalo otra vez.',
  'email.imap.closed': 'Tu buzón se está cerrando. Inténtalo más tarde.',

  'email.list.no-unsubscribe':
    'Los correos de {list} no dicen cómo dejarla. Mira al final de uno de ellos, o márcalos como no deseados.',
  'email.list.left': 'Has dejado {list}. Puede que uno o dos últimos correos estén en camino.',
  'email.list.leaving': 'Se envió un correo para dejar {list}. Puede que te pida confirmarlo.',
  'email.list.page': '{list} se deja en una página de la web: {url}',
  'email.list.read-only': 'Nadie puede escribir a {list}. Responde al autor de un correo, o mira en su archivo.',
  'email.list.disputed':
    'Los correos de {list} nombran direcciones distintas a las que escribir, así que no se envió nada. Escribe a la dirección que sepas que es correcta.',

  'email.policy.recipient-denied':
    'El administrador de esta pasarela no deja a nadie escribir a {address}. Pregúntale si lo necesitas.',
  'email.policy.recipient-not-allowed':
    'El administrador de esta pasarela solo deja a sus usuarios escribir a ciertos dominios, y {address} no está en ninguno. Pregúntale si lo necesitas.',
  'email.policy.sender-denied': 'El administrador de esta pasarela no deja a este remitente escribir a nadie aquí.',
  'email.policy.sender-blocked': 'Has bloqueado a este remitente.',
  'email.policy.junk': 'Un filtro dice que este correo es no deseado, y ya no hay sitio para más de esos.',
  'email.waiting.no-reply':
    'Espera correo de {address}, a quien nunca has escrito y a quien nadie puede responder. Escribe aquí "accept {address}" si lo quieres, o "block {address}". Sin una palabra no llega, y se olvida aquí a los 30 días.',
  'email.waiting.strangers':
    'Espera correo de remitentes que no conoces: {senders}. Escribe a uno de ellos, o añádelo a tus contactos, y llega su correo; si no, desaparece a los 30 días.',
  'email.presence.mail': 'Por correo',
  'email.presence.parked': 'Tu buzón no se abre. Cambia tu registro, o usa la orden "mailbox".',
  'email.enclosed.event': 'Con este correo viene una cita:\n{event}',
  'email.enclosed.card': 'Con este correo viene una tarjeta: {card}',
  'email.hint.jabber-id': 'A quien escribió este correo se le encuentra también en XMPP: {jid}',
  'email.limit.per-mail':
    'Un correo puede ir a {most} destinatarios como mucho, y este tiene {recipients}. Envíalo a menos a la vez.',
  'email.limit.mails': 'Hoy has enviado {most} correos, y no puedes enviar más. Inténtalo otra vez mañana (UTC).',
  'email.limit.newcomer':
    'Eres nuevo aquí y hoy has enviado {most} correos, todos los que puedes por ahora. Inténtalo otra vez mañana (UTC).',
  'email.limit.recipients':
    'Con este correo habrías escrito hoy a más de {most} destinatarios. Inténtalo otra vez mañana (UTC).',
  'email.limit.gateway':
    'Entre todos los usuarios se han enviado hoy tantos correos como puede esta pasarela. Inténtalo otra vez mañana (UTC).',
  'email.loop.too-many':
    '{address} te escribe una y otra vez, como hacen los programas que se responden entre sí. Los demás correos esperan, y llegan juntos cuando pare.',
  'email.route.contact':
    '{address} es la dirección de un contacto en XMPP y no una dirección de correo. Escríbele en XMPP.',
  'email.route.own-address':
    '{address} es una dirección de esta pasarela para informes, y nadie lee lo que se envía allí. Mira la dirección.',
  'email.digest': '{text}',
  'email.digest.one': 'Mientras estabas ausente llegó un correo:',
  'email.digest.several': 'Mientras estabas ausente llegaron {count} correos:',
  'email.digest.line': '• {from}: {subject}',
  'email.digest.line-without-subject': '• {from} (sin asunto)',
  'email.digest.more': 'y {more} más',
  'email.digest.full': 'Puede que hayan llegado más de los que se pueden decir aquí. Están en tu buzón.',
  'email.digest.how': 'Escribe a la pasarela read y la dirección de un remitente para el texto de uno.',
  'email.notice.mail': 'Correo de {from}: {subject}',
  'email.notice.mail-without-subject': 'Correo de {from} sin asunto',
  'email.notice.beginning': '{text}',
  'email.notice.file': 'Con un archivo.',
  'email.notice.files': 'Con {files} archivos.',
  'email.notice.how': 'Para el texto escribe a la pasarela: read {address}',
  'email.warning.failed':
    'Aviso: {domain} dice que este correo no es de allí. No te fíes de él, y no sigas sus enlaces.',
  'email.warning.unproven':
    'Aviso: nada prueba que este correo sea de {domain}. Pregunta a su remitente por otro medio.',
  'email.warning.unaligned':
    'Aviso: este correo nombra un remitente de {domain} y se envió desde {path}. Pregunta a su remitente por otro medio.',
  'email.warning.several-from': 'Este correo nombra varios autores: {addresses}. Mira a quién respondes.',
  'email.warning.name-is-address':
    'Aviso: el remitente se hace llamar {named}, pero la dirección es {address}. Mírala bien antes de responder.',
  'email.warning.reply-to':
    'Tu respuesta a este correo va a otro dominio que aquel del que vino: {address}. Míralo bien antes de responder.',
  'email.warning.scripts':
    'Aviso: el nombre o la dirección del remitente tienen letras que parecen otras. En letras sencillas la dirección es {address}.',
  'email.warning.hidden':
    'Aviso: el nombre o la dirección del remitente tienen caracteres que no se ven. En letras sencillas la dirección es {address}.',

  'email.reader.unread':
    'Este correo está hecho de una manera que no se pudo leer aquí. Va adjunto entero: abre el archivo en un programa de correo, y solo si conoces al remitente.',

  'email.room.came': 'Nuevo en esta conversación: {people}',
  'email.room.left': 'Ya no está en esta conversación: {people}',
  'email.room.now': 'Lo que escribes aquí va a: {people}',
  'email.room.invitation': 'Un correo a varias personas: {subject}',
  'email.room.invited':
    'Aquí tienes una invitación a {room}. Mientras estés allí, los correos de esa conversación llegan allí.',
  'email.order.no-group': 'Ese no es un correo a varias personas, o es uno a muchísimas: no tiene sala.',
  'email.room.no-nick':
    'Entra con un apodo: la dirección de la sala, una barra, y el nombre que quieres tener en ella.',
  'email.room.nick-taken': 'Alguien en esta conversación se llama así. Entra con otro apodo.',
  'email.room.full': 'Hay demasiados clientes tuyos en esta sala.',
  'email.room.not-in': 'No estás en esta sala. Entra en ella, o escribe a su dirección como a un contacto.',
  'email.room.nobody': 'Nadie en esta sala se llama así.',
  'email.room.only-mail':
    'A esta conversación solo se puede traer a personas con una dirección de correo: invita la dirección de un contacto de correo de esta pasarela.',
  'email.room.too-many': 'Hay demasiadas personas en esta conversación para una más.',
  'email.room.last-one': 'No quedaría nadie a quien pudiera ir un correo. En lugar de ello, sal de la sala.',
  'email.room.no-change':
    'Los roles y las afiliaciones no significan nada por correo. Puedes invitar a un contacto de correo, o expulsar a alguien que no deba recibir tus próximos correos.',
  'email.room.no-owner': 'Una conversación por correo no tiene dueño ni nada que configurar, y no se puede destruir.',
  'email.room.yourself': 'Ese eres tú. Escribe a todos en la sala, o a otra persona que esté en ella.',
  'email.room.no-answer': 'Detrás solo hay una dirección de correo, que no contesta a peticiones.',
  'email.room.bad-request': 'Esta petición no dice nada que se pueda hacer en una sala.',

  'email.change.correction':
    'El correo ya salió y no se puede cambiar, y según tus ajustes no lo corrige un segundo correo. Escribe otro, o pon las correcciones en correo.',
  'email.change.retraction':
    'El correo ya salió y no se puede retirar, y según tus ajustes no lo dice un segundo correo. Escribe otro, o pon las correcciones en correo.',
  'email.reaction.removed': 'Una reacción que se envió por correo no se puede retirar.',
  'email.reaction.unknown': 'Ya nadie recuerda el correo al que reaccionas. Escribe una respuesta en palabras.',
  'email.reaction.never': 'Según tus ajustes no se envían reacciones por correo. Escribe una respuesta en palabras.',
  'email.reaction.not-understood':
    'No se sabe si el programa de correo de este contacto muestra reacciones, y podría mostrar un correo en su lugar. Escribe una respuesta en palabras, o pon las reacciones en A todos.',
  'email.reaction.too-many': 'Son muchas reacciones para una hora, y cada una es un correo. Espera un rato.',
  'email.waiting':
    'Tu correo “{subject}” a {address} aún no está allí: {reason} Se intenta durante {days} días en total, y se te avisa si no se logra.',
  'email.waiting-without-subject':
    'Tu correo a {address} aún no está allí: {reason} Se intenta durante {days} días en total, y se te avisa si no se logra.',
  'email.sent-elsewhere': '[Escribiste esto en otro programa de correo]\n{text}',
  'email.sent-elsewhere-about': '[Escribiste esto en otro programa de correo: {subject}]\n{text}',
  'email.read-report.subject': 'Leído: {subject}',
  'email.read-report':
    'Tu correo “{subject}” se mostró en {address}. Eso no significa que se leyera hasta el final o se entendiera.',

  'email.failed.unknown-address':
    'No hay ningún buzón {address}. Mira cómo se escribe. El servidor de correo dijo: {said}',
  'email.failed.moved':
    '{address} ya no acepta correo. Pide a su dueño la dirección nueva. El servidor de correo dijo: {said}',
  'email.failed.unknown-domain':
    'No se conoce ningún servidor de correo para {address}. Mira cómo se escribe detrás de la arroba. El servidor de correo dijo: {said}',
  'email.failed.takes-no-mail':
    'El dominio de {address} no acepta ningún correo. Busca a su dueño por otro medio. El servidor de correo dijo: {said}',
  'email.failed.disabled':
    'El buzón {address} no acepta correo ahora. Busca a su dueño por otro medio. El servidor de correo dijo: {said}',
  'email.failed.full': 'El buzón {address} está lleno. Inténtalo más tarde. El servidor de correo dijo: {said}',
  'email.failed.too-large':
    'El correo es demasiado grande para el servidor. Envía menos a la vez, o un enlace al archivo. El servidor de correo dijo: {said}',
  'email.failed.late':
    'No se llegó a tiempo al servidor de correo de {address}. Inténtalo más tarde. El servidor de correo dijo: {said}',
  'email.failed.loop':
    'El correo a {address} daba vueltas y se detuvo. Díselo al administrador de esa dirección. El servidor de correo dijo: {said}',
  'email.failed.content':
    'El servidor de correo no acepta este tipo de contenido. Envíalo de otra forma. El servidor de correo dijo: {said}',
  'email.failed.utf8':
    'Un servidor de correo en el camino no puede llevar las letras de {address}. Pide una dirección de letras latinas. El servidor de correo dijo: {said}',
  'email.failed.policy':
    'El servidor de correo rechazó este correo a {address} según sus reglas, por ejemplo como no deseado. Escríbelo con otras palabras, o busca a su dueño por otro medio. El servidor de correo dijo: {said}',
  'email.failed.forbidden':
    'El servidor de correo no te deja enviar a {address}. Pregunta a quien lleva el servidor. El servidor de correo dijo: {said}',
  'email.failed.login':
    'Tu servidor de correo no aceptó el inicio de sesión, así que no se puede enviar nada. Regístrate otra vez con la contraseña correcta. El servidor de correo dijo: {said}',
  'email.failed.gateway-server':
    'El servidor de correo de la propia pasarela tiene problemas y no aceptó el correo a {address}. Su administrador está avisado.',
  'email.failed.busy':
    'Por ahora el servidor de correo no aceptó correo a {address}. Inténtalo más tarde. El servidor de correo dijo: {said}',
  'email.failed.internal':
    'El servidor de correo no entendió a la pasarela, y el correo a {address} no se envió. Díselo al administrador de la pasarela. El servidor de correo dijo: {said}',
  'email.failed.other':
    'El correo a {address} fue rechazado. Busca a su dueño por otro medio. El servidor de correo dijo: {said}',
  'email.failed.unreachable':
    'No se pudo llegar al servidor de correo, y el correo a {address} no se envió. Inténtalo más tarde. ({said})',
} as const;
