/** What programs write into a plain form that they do not fill, in lower case. */
const PHRASES: readonly string[] = [
  ...['view this email in your browser', 'view it in your browser', 'view in browser', 'view online'],
  ...['view web version'],
  ...['having trouble viewing', 'trouble viewing this', "can't see this email", 'cannot see this email'],
  ...['view this message in html'],
  ...['html version', 'html-enabled', 'html enabled', 'does not support html', "doesn't support html"],
  ...['not support html'],
  ...['html mail', 'html e-mail', 'html email', 'html format', 'html compatible', 'html-capable', 'enable html'],
  ...['this message is in mime', 'multi-part message in mime', 'im browser ansehen', 'im browser öffnen'],
  ...['html-format', 'onlineversion'],
  ...['online-version', 'webversion', 'unterstützt kein html', 'kein html', 'voir dans le navigateur'],
  ...['version en ligne', 'format html'],
  ...['ver en el navegador', 'ver en navegador', 'formato html', 'ver no navegador', 'visualizza nel browser'],
  ...['visualizza online'],
  ...['bekijk online', 'bekijk in browser', 'visa i webbläsare', 'vis i nettleser', 'se i browser'],
  ...['zobacz w przeglądarce'],
  ...['wyświetl w przeglądarce', 'zobrazit v prohlížeči', 'tarayıcıda görüntüle', 'открыть в браузере'],
  ...['посмотреть в браузере'],
  ...[
    'веб-версия',
    'ブラウザで表示',
    'ブラウザで見る',
    'html形式',
    'htmlメール',
    '在浏览器中查看',
    '在瀏覽器',
    '브라우저에서 보기',
  ],
];
/** Units of a text that may be a stub; what has more says something itself. */
const LONGEST = 600;

/** Whether a text says little more than that the mail is to be read elsewhere. */
export function isStub(text: string): boolean {
  const bare = text
    .slice(0, LONGEST * 4)
    .replace(/\b[a-z]{2,10}:\/\/\S+/gi, '')
    .trim();
  if (bare === '') return true;
  if (bare.length > LONGEST) return false;
  const lower = bare.toLowerCase();
  return PHRASES.some((phrase) => lower.includes(phrase));
}
