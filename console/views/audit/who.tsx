import type { AuditRow } from '../../client/openapi';

const CREDENTIAL: Readonly<Record<NonNullable<AuditRow['who']['credential']>['kind'], string>> = {
  'file-key': 'key',
  'api-key': 'API key',
  'access-token': 'signed in',
  certificate: 'certificate',
};

/** Who acted, as what, and by which credential. */
export function Who({ of: { id, name, kind, credential } }: { of: AuditRow['who'] }) {
  return (
    <span title={id}>
      {name}
      {credential && (
        <small class="hint">
          {' '}
          {kind === 'system' ? 'system, ' : ''}
          {CREDENTIAL[credential.kind]}
        </small>
      )}
    </span>
  );
}
