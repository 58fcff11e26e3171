import type { TrytonCaller } from '../../../adapters/tryton/rpc';

/** Who works with the instances, and what each may do. */
export const USERS = {
  /** Interlock itself: whatever a hold and a disposition need, and no more. */
  interlock: { name: 'Interlock', groups: ['Stock', 'Production', 'Quality', 'Material hold'] },
  /** Assigns, picks, ships, consumes. Not Quality, and none of the groups that force. */
  floor: { name: 'Florian Floor', groups: ['Stock', 'Production'] },
  /** Inspects and disposes. */
  quality: { name: 'Quentin Quality', groups: ['Quality', 'Stock', 'Production', 'Material hold'] },
  /** Reads the log for Interlock's event source: without any group there is next to nothing to write. */
  reader: { name: 'Interlock event source', groups: [] },
} as const;
export type TrytonUser = keyof typeof USERS;
export type Passwords = Readonly<Record<TrytonUser | 'admin', string>>;

export async function seedUsers(admin: TrytonCaller, company: number, passwords: Passwords): Promise<void> {
  await admin.create('res.group', { name: 'Material hold' });
  const groups = await admin.find<{ id: number; name: string }>('res.group', [], ['name']);
  for (const [login, { name, groups: wanted }] of Object.entries(USERS)) {
    const party = await admin.create('party.party', { name });
    const employee = await admin.create('company.employee', { party, company });
    const ids = groups.filter((group) => (wanted as readonly string[]).includes(group.name)).map((group) => group.id);
    await admin.create('res.user', {
      name,
      login,
      password: passwords[login as TrytonUser],
      groups: [['add', ids]],
      companies: [['add', [company]]],
      company,
      employees: [['add', [employee]]],
      employee,
    });
  }
}

/**
 * What makes a hold hold against people: only group "Material hold" writes a shelf life, and only it moves anything out
 * of quarantine. Tryton joins the rules of a user's groups by "or".
 */
export async function seedAuthority(admin: TrytonCaller): Promise<void> {
  const group = async (name: string) => (await admin.find<{ id: number }>('res.group', [['name', '=', name]], ['id']))[0]!.id;
  const hold = await group('Material hold');
  const field = { model: 'stock.lot', field: 'shelf_life_expiration_date', perm_read: true };
  await admin.create('ir.model.field.access', { ...field, perm_write: false });
  await admin.create('ir.model.field.access', { ...field, perm_write: true, group: hold });

  const rule = (name: string, groups: number[], domain: unknown) =>
    admin.create('ir.rule.group', {
      name,
      model: 'stock.move',
      perm_read: false,
      perm_write: true,
      perm_create: true,
      perm_delete: true,
      groups: [['add', groups]],
      rules: [['create', [{ domain: JSON.stringify(domain) }]]],
    });
  const floor = [await group('Stock'), await group('Production')];
  await rule('Nothing leaves quarantine', floor, [['from_location.code', '!=', 'QUAR']]);
  await rule('Quarantine is left by a decision', [hold], []);
}
