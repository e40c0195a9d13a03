import type { Sentences } from './catalogue.js';
import { spanishCommands } from './commands-es.js';

/** Spanish sentences of the core. */
export const spanish: Sentences = {
  'access.banned': 'El administrador te ha excluido de esta pasarela. Pídele que lo levante.',
  'access.banned-why': 'El administrador te ha excluido de esta pasarela: {reason}. Pídele que lo levante.',
  'access.denied': 'Esta pasarela no atiende a {jid}. Pide a su administrador que lo permita.',
  'access.paid': '{jid} no puede usar esta pasarela, porque cuesta dinero. Pide permiso a su administrador.',

  'address.suggestion': '{problem} Escribe mejor a {jid}.',

  'message.not-registered':
    'Regístrate primero en {gateway}: tu cliente la muestra entre los servicios de tu servidor.',
  'message.account-ended':
    'El registro con el que se envió este mensaje ha terminado, así que no se entregó a la red. Regístrate en {gateway} y envíalo otra vez.',
  'message.throttled': 'Envías demasiado deprisa. Espera un momento y envíalo otra vez.',
  'message.waiting':
    'Ya esperan {count} mensajes tuyos, porque la red no los acepta por ahora. Envía este otra vez cuando hayan salido.',
  'message.lane-full': 'Esperan demasiados mensajes para esta red. Envíalo otra vez más tarde.',
  'message.lane-unheld': 'La conexión con esta red no funciona desde hace un minuto. Envíalo otra vez más tarde.',
  'message.store-down':
    'La pasarela no puede guardar mensajes con seguridad por ahora, así que no aceptó ninguno. Envíalo otra vez más tarde.',
  'room.direct':
    '{room} es una sala. Entra en ella y escribe a todos o a alguien que esté dentro, o al apodo sin la sala.',
  'room.groupchat-nick': 'Un mensaje a toda la sala va a {room}. Para escribir a una persona, envía un mensaje normal.',
  'room.unsure': 'El proceso que trabajaba en esto terminó, así que nadie sabe qué fue de ello. Inténtalo otra vez.',
  'message.groupchat': 'En esta pasarela no hay salas. Escribe mejor a un contacto.',
  'message.expired':
    'El mensaje no pudo entregarse a la red a tiempo, así que no se envió. Envíalo otra vez más tarde.',
  'message.unknown':
    'No se sabe si el mensaje salió entero: la conexión se perdió antes de que la red contestara, o solo tomó una parte. Si lo envías otra ' +
    'vez, puede llegar dos veces.',
  'message.unsupported': 'Esta red no puede llevar eso ({feature}), así que no se envió. Dilo en un mensaje sencillo.',
  'message.encrypted':
    'Este mensaje está cifrado, y la red detrás de esta pasarela no puede leerlo. Desactiva el cifrado para {jid} y envíalo otra vez.',
  'message.object':
    'Este mensaje contiene un objeto MIME entero, que la red detrás de esta pasarela no puede llevar. Envía su texto o sus archivos.',
  'message.object-malformed':
    'El objeto de este mensaje no se puede leer: su contenido no es base64, o falta su dirección o su suma de comprobación. Pregunta a quien ' +
    'hace el programa que lo envió.',
  'message.forwarded':
    'Un mensaje reenviado no puede pasarse adelante, porque lo escribió otra persona. Copia su texto y envía eso.',
  'console.code':
    'Código para la consola: {code}\nVale {minutes} minutos, una vez, en el navegador que lo pidió. Si no lo pediste tú, no hagas nada: sin ' +
    'él nadie puede entrar en tu nombre. No se lo des nunca a nadie.',
  'store.away': 'La pasarela no alcanza su almacén por ahora. Inténtalo otra vez más tarde.',
  'message.internal': 'La pasarela falló al tratar esto. Su administrador puede ver el motivo en el registro.',

  'fallback.correction': 'Corrección: {body}',
  'fallback.retraction': '(He retirado un mensaje anterior.)',
  'fallback.reaction': '(He reaccionado con {emojis}.)',
  'fallback.reaction-removed': '(He quitado mi reacción.)',
  'fallback.reaction-partly-removed': '(He quitado mi reacción {emojis}.)',
  'fallback.reaction-changed': '(He reaccionado con {added} y he quitado {removed}.)',
  'fallback.invite': '(Te invito a la sala {room}.)',
  'fallback.invite-reason': '(Te invito a la sala {room}: {reason})',
  'fallback.file-inside': '(He enviado una imagen que no puede mostrarse aquí: {name})',
  'fallback.reply': 'Sobre «{quote}»: {body}',
  'fallback.subject': '{subject}: {body}',

  'incoming.correction': 'Corrección: {body}',
  'incoming.retraction': '(Se ha retirado un mensaje anterior.)',
  'incoming.reaction': '(Ha reaccionado con {emojis}.)',
  'incoming.reaction-removed': '(Ha quitado una reacción.)',
  'incoming.object-e2e': '(Un mensaje firmado o cifrado, S/MIME. Tu programa no puede mostrarlo.)',
  'incoming.object-openpgp': '(Un mensaje OpenPGP. Tu programa no puede mostrarlo.)',
  'incoming.object-mime': '(Un correo entero. Tu programa no puede mostrarlo.)',
  'incoming.invite': '(Una invitación a la sala {room}.)',

  'recipients.too-many':
    'Un mensaje puede ir a {most} destinatarios como mucho; este nombra a {count}. Envíalo por partes.',
  'recipients.separately':
    'Cada uno de tus destinatarios recibe este mensaje solo, y no sabe de los demás. Las respuestas solo te llegan a ti.',
  'recipient.foreign': '{recipient} no es un contacto de esta pasarela, que no entrega a nadie más. No se envió nada.',
  'recipient.malformed':
    '{recipient} no es una dirección que esta pasarela sepa leer; allí no fue nada. Corrígela y envía otra vez.',
  'recipient.failed': '{recipient}: {problem}',

  'register.required': '{field}: hace falta un valor.',
  'register.option': '{field}: elige uno de los valores ofrecidos ({options}).',
  'register.too-long': '{field}: {limit} caracteres como mucho.',
  'register.boolean': '{field}: responde 0, 1, true o false.',
  'register.pattern': '{field}: esto no tiene la forma que se pide. Mira su descripción y corrígelo.',
  'register.conflict': '{field}: {value} ya es de otra persona en esta pasarela. Elige otro valor.',
  'register.conflict-own': '{field}: {value} ya es de otra de tus cuentas. Elige otro valor.',
  'register.closed': 'El registro en esta pasarela no está abierto para {jid}. Pide a su administrador que lo permita.',
  'register.not-registered': '{jid} no está registrado en esta pasarela, así que no hay nada que quitar.',
  'register.remove-alone': 'Para darte de baja envía <remove/> solo, sin otros campos.',
  'register.not-a-submission': 'Contesta al formulario de registro con un formulario de tipo submit.',
  'register.other-form': 'Este es otro formulario, no el del registro. Pide primero aquel.',
  'register.no-fields': 'El registro no tiene campos. Pide el formulario y rellénalo.',
  'register.welcome':
    'Te has registrado en {gateway}. Escribe a {example} para llegar a alguien; las respuestas vienen de la misma dirección. Escribe help a ' +
    '{node} para ver qué más hay.',
  'register.welcome-as':
    'Te has registrado en {gateway}, como {own}. Escribe a {example} para llegar a alguien; las respuestas vienen de la misma dirección. ' +
    'Escribe help a {node} para ver qué más hay.',
  'register.timeout':
    'La red no contestó a tiempo, así que los datos no pudieron comprobarse. Inténtalo otra vez más tarde.',
  'register.busy': 'La pasarela no puede guardar registros por ahora. Inténtalo otra vez más tarde.',

  'account.label':
    'Una cuenta no puede llamarse «{label}». Usa de 1 a 64 letras de la a a la z, cifras, guiones y puntos entre ellos.',
  'account.exists': 'Ya tienes una cuenta «{label}». Cambia esa o elige otro nombre.',
  'account.unknown': 'No tienes ninguna cuenta «{label}» en esta pasarela. Las tuyas son {accounts}.',
  'account.first': 'Regístrate primero en {gateway}. Después podrás añadir otras cuentas.',
  'contact.limit': 'Tienes {limit} contactos en esta pasarela y no se permiten más. Quita uno primero.',
  'account.limit': 'Tienes {limit} cuentas en esta pasarela y no se permiten más. Quita una primero.',
  'account.pins': 'Has fijado cuentas para {limit} contactos y no se permiten más. Suelta uno primero.',

  'stanza.limit':
    'Esta stanza es más grande de lo que lee la pasarela ({limit}), así que no se tomó nada. Envía menos de una vez.',

  'iq.type': 'El tipo de un IQ es get, set, result o error.',
  'iq.id': 'Un IQ necesita un id.',
  'iq.children': 'Un IQ de tipo get o set necesita exactamente un hijo.',
  'iq.unknown': 'Esta pasarela no conoce la petición {namespace} en esta dirección.',
  'iq.resource': 'No hay nada en este recurso. Pregunta a {jid} sin ninguno.',
  'prompt.empty': 'Escribe primero una dirección.',
  ...spanishCommands,
  'prompt.too-long': 'Esto es más largo que cualquier dirección. Escribe solo la dirección.',

  'vcard.foreign': 'Esto no es tuyo para cambiarlo. Para cambiar tu propio registro, regístrate otra vez.',

  'search.title': 'Buscar personas',
  'search.instructions': 'Rellena uno o más campos. Se encuentra a las personas en cuya ficha está lo que has escrito.',
  'search.first': 'Nombre',
  'search.last': 'Apellidos',
  'search.nick': 'Apodo',
  'search.email': 'Dirección de correo',
  'search.phone': 'Número de teléfono',
  'search.more': 'Solo se muestran los primeros {results}. Rellena más para encontrar menos.',
  'search.form': 'Este no es el formulario de búsqueda. Pídelo y rellénalo.',
  'search.empty': 'Rellena al menos un campo de la búsqueda.',
  'search.throttled': 'Buscas con demasiada frecuencia. Espera un momento y busca otra vez.',
  'search.failed': 'El directorio no contesta por ahora. Busca otra vez más tarde.',

  'archive.form': 'Esta no es una consulta que el archivo sepa leer. Pide su formulario y rellénalo.',
  'archive.field': 'El archivo no puede buscarse por este campo. Pide su formulario, que tiene todos los que conoce.',
  'archive.with': 'Lo que buscas no es una dirección. Corrígela y pregunta otra vez.',
  'archive.ids': 'Estos son más ids de los que el archivo busca de una vez. Pide menos.',
  'archive.no-such': 'Aquí no viste ningún mensaje con este id, o ya no se guarda. Pregunta sin él.',
  'archive.no-index': 'El archivo no cuenta sus mensajes. Pide los que van antes o después de uno de ellos.',
  'archive.throttled': 'Preguntas al archivo con demasiada frecuencia. Espera un momento y pregunta otra vez.',

  'policy.own':
    'Los mensajes para la red se guardan hasta que se entregan, {hours} horas como mucho; los mensajes para ti, hasta que tu servidor los ' +
    'ha tomado. Direcciones e ids sin texto se guardan para los avisos de entrega, {reports} horas como mucho. Darse de baja borra ' +
    'enseguida el registro y la lista de contactos.',

  'media.unavailable': 'Aquí no pueden guardarse archivos por ahora. Envía mejor un enlace.',
  'media.too-large':
    'El archivo es más grande de lo que lleva esta pasarela ({limit} bytes). Hazlo más pequeño o envíalo de otra forma.',
  'media.quota':
    'Ya se guardan aquí tantos archivos que no hay sitio para este. Inténtalo otra vez cuando caduquen otros más antiguos.',
  'media.full': 'Por ahora no hay sitio para archivos aquí. Inténtalo otra vez más tarde.',
  'media.broken': 'El archivo terminó a la mitad, así que no se llevó. Envíalo otra vez.',
  'media.url':
    'Este no es un enlace que la pasarela pueda seguir: debe empezar por https:// o http:// y no nombrar a ningún usuario.',
  'media.encrypted':
    'Este archivo está cifrado solo para quien lo recibe, así que la pasarela no puede leerlo. Desactiva el cifrado para este contacto y ' +
    'envía el archivo otra vez.',
  'media.address': 'El enlace lleva a {host}, que no está en la Internet pública, así que no se siguió.',
  'media.unreachable': 'No se pudo llegar al servidor del enlace ({host}). Inténtalo otra vez más tarde.',
  'media.status': 'El servidor del enlace ({host}) no dio el archivo ({status}). Comprueba el enlace.',
  'media.timeout':
    'El servidor del enlace ({host}) era demasiado lento, así que se abandonó el archivo. Inténtalo otra vez más tarde.',
};
