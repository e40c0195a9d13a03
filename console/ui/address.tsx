import type { JSX } from 'preact';

/** An address, broken where a person would break it: before the `@` and after a `/`. */
export function Address({ of }: { readonly of: string }): JSX.Element {
  const parts = of.split(/(?=@)|(?<=\/)/);
  return <>{parts.map((part, index) => [index > 0 && <wbr key={`${part} break`} />, part])}</>;
}
