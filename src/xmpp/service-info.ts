import type { Form, FormField } from './forms.js';
import { NS } from './namespaces.js';

/** Forms that a service adds to its disco#info (XEP-0128). Each is undefined where it would be empty. */

const CONTACT_ROLES = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** Whom to turn to (XEP-0157): URIs by role. */
export function contactsForm(contacts: Partial<Readonly<Record<ContactRole, readonly string[]>>>): Form | undefined {
  const fields = CONTACT_ROLES.flatMap((role): FormField[] => {
    const values = contacts[role] ?? [];
    return values.length === 0 ? [] : [{ name: `${role}-addresses`, kind: 'list-multi', values }];
  });
  return form(NS.serverInfo, fields);
}

/** Where outages are told while the service is down (XEP-0455 2.1): URLs of a JSON file. */
export function outageForm(urls: readonly string[]): Form | undefined {
  if (urls.length === 0) return undefined;
  return form(NS.outage, [{ name: 'external-status-addresses', kind: 'list-multi', values: urls }]);
}

/** A time in hours, or why there is none. */
export type Hours = number | 'infinite' | 'unknown';
type PolicyAccess =
  | 'admins'
  | 'moderators'
  | 'organization_member'
  | 'government'
  | 'advertisers'
  | 'partners'
  | 'none';

/** What happens to people's data (XEP-0504 3). What is left out is not told. */
export interface Policy {
  /** What the service sees of the credentials of its users. */
  readonly authData?: 'no_auth' | 'plain' | 'hidden' | 'restricted' | undefined;
  /** How data goes between the service and the network behind it. */
  readonly transmission?: 'plain' | 'encrypted' | 'e2e' | 'gre' | undefined;
  readonly algorithm?: string | undefined;
  readonly retention?: Hours | undefined;
  readonly deletion?: boolean | undefined;
  readonly encryptionAtRest?: boolean | undefined;
  /** URI of the terms of service. */
  readonly terms?: string | undefined;
  readonly export?: boolean | undefined;
  readonly access?: readonly PolicyAccess[] | undefined;
  readonly fullErasure?: boolean | undefined;
  /** Hours between two backups; 0: none are made. */
  readonly backupFrequency?: number | undefined;
  readonly backupRetention?: Hours | undefined;
  readonly extraInfo?: string | undefined;
}

/** Of the service itself, or of the network behind it, which `identity` names. */
export function policyForm(
  policy: Policy,
  identity?: { readonly category: string; readonly type: string },
): Form | undefined {
  const scope =
    identity === undefined ? NS.dataPolicy : `urn:xmpp:data-policy:identity:${identity.category}:${identity.type}:0`;
  const field = (name: string, kind: FormField['kind'], value: string | number | boolean | undefined): FormField[] =>
    value === undefined ? [] : [{ name, kind, values: [String(value)] }];
  const access = policy.access ?? [];
  return form(scope, [
    ...field('auth_data', 'list-single', policy.authData),
    ...field('data_transmission', 'list-single', policy.transmission),
    ...field('encryption_algorithm', 'text-single', policy.algorithm),
    ...field('data_retention', 'text-single', policy.retention),
    ...field('data_deletion', 'boolean', policy.deletion),
    ...field('encryption_at_rest', 'boolean', policy.encryptionAtRest),
    ...field('tos', 'text-single', policy.terms),
    ...field('data_export', 'boolean', policy.export),
    ...(access.length === 0 ? [] : [{ name: 'access_policy', kind: 'list-multi', values: access } as const]),
    ...field('full_erasure', 'boolean', policy.fullErasure),
    ...field('backup_frequency', 'text-single', policy.backupFrequency),
    ...field('backup_retention', 'text-single', policy.backupRetention),
    ...field('extra_info', 'text-multi', policy.extraInfo),
  ]);
}

function form(formType: string, fields: readonly FormField[]): Form | undefined {
  return fields.length === 0 ? undefined : { type: 'result', formType, fields };
}
