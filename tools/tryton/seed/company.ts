import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { trytonDecimal } from '../../../adapters/tryton/values';

export interface Company {
  readonly company: number;
  readonly currency: number;
}

/** The company that owns the stock. Tryton's users act for a company; an employee makes "who did it" visible. */
export async function seedCompany(admin: TrytonCaller): Promise<Company> {
  const currency = await admin.create('currency.currency', {
    name: 'Euro',
    code: 'EUR',
    numeric_code: '978',
    symbol: '€',
    rounding: trytonDecimal('0.01'),
    digits: 2,
  });
  const party = await admin.create('party.party', { name: 'Northwing Lyon' });
  const company = await admin.create('company.company', { party, currency });
  const [self] = await admin.find<{ id: number }>('res.user', [['login', '=', 'admin']], ['id']);
  await admin.write('res.user', [self!.id], { companies: [['add', [company]]] });
  await admin.write('res.user', [self!.id], { company });
  return { company, currency };
}
