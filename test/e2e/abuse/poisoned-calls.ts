import { POISON_JSON } from './poison.js';

/** A description of the API (OpenAPI 3.1), as far as it is read here. */
interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
            readonly parameters?: readonly { readonly name: string; readonly in: string }[];
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** What the API asks for, where another value of it is poisoned. */
const USUAL: Readonly<Record<string, unknown>> = {
  to: 'mailto:ops@example.net',
  text: 'hello',
  title: 'hello',
  matchers: ['team=mine'],
  for: '1h',
  comment: 'hello',
};

/** A call of the API of alerts. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  /** JSON; missing: none. */
  readonly body?: unknown;
}

/** Calls of all that the API describes at `base`, each with the poison in another place of the path, the query or the body. */
export async function poisonedCalls(base: string): Promise<readonly ApiCall[]> {
  const { paths, components } = (await (await fetch(`${base}/api/v1/openapi.json`)).json()) as Described;
  const resolved = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : (components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? schema);
  const poisoned = (given: Schema): unknown => {
    const { type, items, anyOf, oneOf } = resolved(given);
    if (type === 'array') return [poisoned(items ?? {})];
    if (type === 'object') return { [POISON_JSON]: POISON_JSON };
    const [first] = anyOf ?? oneOf ?? [];
    return first === undefined ? POISON_JSON : poisoned(first);
  };
  const evil = encodeURIComponent(POISON_JSON);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, parameters = [] }]): ApiCall[] => {
      const empty = method === 'get' ? {} : { body: {} };
      const plain = path.replace(/\{\w+\}/g, 'nothing');
      const { properties = {}, required = [] } = resolved(requestBody?.content['application/json']?.schema ?? {});
      const usual = Object.fromEntries(required.map((name) => [name, USUAL[name] ?? 'x']));
      return [
        ...(path.includes('{') ? [{ method, path: path.replace(/\{\w+\}/g, evil), ...empty }] : []),
        ...parameters
          .filter((one) => one.in === 'query')
          .map(({ name }) => ({ method, path: `${plain}?${name}=${evil}`, ...empty })),
        ...Object.entries(properties).map(([name, property]) => {
          return { method, path: plain, body: { ...usual, [name]: poisoned(property) } };
        }),
      ];
    }),
  );
}
