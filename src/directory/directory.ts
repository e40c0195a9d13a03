/** A person of a directory. A field without a value is empty; people have several numbers and mail addresses. */
export interface Person {
  readonly first: string;
  readonly last: string;
  readonly nick: string;
  readonly email: readonly string[];
  readonly phone: readonly string[];
}

/** A field by which people are searched (XEP-0055). */
export type DirectoryField = keyof Person;

/** All fields, in the order in which forms and lists show them. */
export const DIRECTORY_FIELDS: readonly DirectoryField[] = ['first', 'last', 'nick', 'email', 'phone'];

/** What one search asks for. */
export interface DirectorySearch {
  /** What the fields must hold; at least one. */
  readonly wanted: ReadonlyMap<DirectoryField, string>;
  /** The field that must have a value, since people without it cannot be reached. */
  readonly needed: DirectoryField;
  /** The most people that are returned. */
  readonly most: number;
}

/** A list of people that users may search (XEP-0055). */
export interface Directory {
  /**
   * Those of whom every wanted field holds the text, whatever its case, in the order of the directory. Rejects where the
   * directory cannot be read or does not answer in time.
   */
  search(search: DirectorySearch): Promise<readonly Person[]>;
}

/** The values of a field, empty ones left out. */
export function valuesOf(person: Person, field: DirectoryField): readonly string[] {
  const value = person[field];
  return (typeof value === 'string' ? [value] : value).filter((one) => one !== '');
}
