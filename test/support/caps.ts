import { createHash } from 'node:crypto';

/**
 * The verification string of a disco#info answer by XEP-0115 5.1, read from its text with nothing of ours: no parser, no
 * builder, no table. It knows just as much XML as such an answer has: prefixes and comments it does not.
 */
export function verificationOf(answer: string): string {
  const order = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const identities = tags(answer, 'identity').map(
    ({ attrs }) => `${attrs.category}/${attrs.type}/${attrs['xml:lang'] ?? ''}/${attrs.name ?? ''}`,
  );
  const features = tags(answer, 'feature').map(({ attrs }) => attrs.var ?? '');
  const lines = [...identities.sort(order), ...features.sort(order)];
  const forms = tags(answer, 'x').map(({ inner }) => {
    const fields = tags(inner, 'field').map((field) => ({
      name: field.attrs.var ?? '',
      values: tags(field.inner, 'value').map((value) => unescaped(value.inner)),
    }));
    const type = fields.find(({ name }) => name === 'FORM_TYPE')?.values[0] ?? '';
    return { type, fields: fields.filter(({ name }) => name !== 'FORM_TYPE') };
  });
  for (const { type, fields } of forms.sort((a, b) => order(a.type, b.type))) {
    lines.push(type);
    for (const { name, values } of fields.sort((a, b) => order(a.name, b.name))) {
      lines.push(name, ...values.sort(order));
    }
  }
  return createHash('sha1')
    .update(lines.map((line) => `${line}<`).join(''))
    .digest('base64');
}

interface Tag {
  readonly attrs: Readonly<Record<string, string>>;
  readonly inner: string;
}

/** The elements of a name that hold none of their own name. */
function tags(xml: string, name: string): Tag[] {
  const pattern = new RegExp(`<${name}((?:\\s+[\\w:]+=(?:"[^"]*"|'[^']*'))*)\\s*(?:/>|>([\\s\\S]*?)</${name}>)`, 'g');
  return [...xml.matchAll(pattern)].map(([, attributes = '', inner = '']) => ({
    attrs: Object.fromEntries(
      [...attributes.matchAll(/([\w:]+)=(?:"([^"]*)"|'([^']*)')/g)].map(([, key = '', double, single]) => [
        key,
        unescaped(double ?? single ?? ''),
      ]),
    ),
    inner,
  }));
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
