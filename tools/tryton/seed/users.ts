import type { TrytonCaller } from '../../../adapters/tryton/rpc';

/** Who works with the instances, and what each may do. */
export const USERS = {
  /** Interlock itself: whatever a hold, a disposition and a change need, and no more. */
  interlock: {
    name: 'Interlock',
    groups: [
      'Stock',
      'Production',
      'Quality',
      'Material hold',
      'Production Administration',
      'Quality Administration',
    ],
  },
  /** Assigns, picks, ships, consumes. Not Quality, and none of the groups that force. */
  floor: { name: 'Florian Floor', groups: ['Stock', 'Production'] },
  /** Inspects and disposes. */
  quality: { name: 'Quentin Quality', groups: ['Quality', 'Stock', 'Production', 'Material hold'] },
  /** Reads what happened for Interlock's event source, and changes nothing. */
  reader: { name: 'Interlock event source', groups: ['Event source'] },
} as const;
export type TrytonUser = keyof typeof USERS;

/** Fixed, as in every copy of the template: the instances are a demo's, and answer on the loopback address only. */
const passwordOf = (login: string) => `${login}-demo-8.2`;
export const ADMIN_PASSWORD = passwordOf('admin');

/** `login:password`, as credentials name it. */
export const loginOf = (user: TrytonUser | 'admin'): string => `${user}:${passwordOf(user)}`;

export async function seedUsers(admin: TrytonCaller, company: number): Promise<void> {
  await admin.create('res.group', { name: 'Material hold' });
  await seedReaders(admin, await admin.create('res.group', { name: 'Event source' }));
  const groups = await admin.find<{ id: number; name: string }>('res.group', [], ['name']);
  for (const [login, { name, groups: wanted }] of Object.entries(USERS)) {
    const party = await admin.create('party.party', { name });
    const employee = await admin.create('company.employee', { party, company });
    const ids = groups
      .filter((group) => (wanted as readonly string[]).includes(group.name))
      .map((group) => group.id);
    await admin.create('res.user', {
      name,
      login,
      password: passwordOf(login),
      groups: [['add', ids]],
      companies: [['add', [company]]],
      company,
      employees: [['add', [employee]]],
      employee,
    });
  }
}

/** What the event source reads, and reads only. */
const READ = [
  'party.party',
  'product.product',
  'production',
  'quality.alert',
  'quality.control',
  'quality.inspection',
  'stock.inventory',
  'stock.location',
  'stock.lot',
  'stock.move',
  'stock.shipment.in',
  'stock.shipment.in.return',
  'stock.shipment.internal',
  'stock.shipment.out',
  'stock.shipment.out.return',
];

async function seedReaders(admin: TrytonCaller, group: number): Promise<void> {
  for (const model of READ) {
    await admin.create('ir.model.access', {
      model,
      group,
      perm_read: true,
      perm_write: false,
      perm_create: false,
      perm_delete: false,
    });
  }
}

/**
 * What makes a hold hold against people: only group "Material hold" writes a shelf life, and only it moves anything out
 * of quarantine. Tryton joins the rules of a user's groups by "or".
 */
export async function seedAuthority(admin: TrytonCaller): Promise<void> {
  const group = async (name: string) =>
    (await admin.find<{ id: number }>('res.group', [['name', '=', name]], ['id']))[0]!.id;
  const hold = await group('Material hold');
  const field = { model: 'stock.lot', field: 'shelf_life_expiration_date', perm_read: true };
  await admin.create('ir.model.field.access', { ...field, perm_write: false });
  await admin.create('ir.model.field.access', { ...field, perm_write: true, group: hold });

  const rule = (name: string, groups: number[], domain: unknown) =>
    admin.create('ir.rule.group', {
      name,
      model: 'stock.move',
      global_p: false,
      perm_read: false,
      perm_write: true,
      perm_create: true,
      perm_delete: true,
      groups: [['add', groups]],
      rules: [['create', [{ domain: JSON.stringify(domain) }]]],
    });
  const floor = [await group('Stock'), await group('Production')];
  await rule('Nothing leaves quarantine', floor, [['from_location.code', '!=', 'QUAR']]);
  await rule('Quarantine is left by a decision', [hold], [['id', '>', 0]]);
}
