import { openSession } from '../session';
import { seedCompany } from './company';
import { seedProductions, seedSales } from './orders';
import { seedProducts } from './products';
import { seedHoldControl } from './quality';
import { seedRevisions, seedWorkCentres } from './revisions';
import { seedLocations, seedReceipt, seedStock } from './stock';
import { seedAuthority, loginOf, seedUsers } from './users';

/**
 * Fills an empty Tryton database, modules activated, with Lyon's part of the demo enterprise. Runs once, on the template
 * of which each instance is a copy.
 */
export async function seed(address: string, database: string): Promise<void> {
  const login = loginOf('admin');
  const owner = await seedCompany(openSession(address, database, login));
  // A session of its own: preferences, the company among them, are read once a session.
  const admin = openSession(address, database, login);
  await seedUsers(admin, owner.company);
  await seedAuthority(admin);
  const products = await seedProducts(admin);
  const locations = await seedLocations(admin);
  const lots = await seedStock(admin, owner.company, products, locations);
  await seedReceipt(admin, owner, products);
  const workCentres = await seedWorkCentres(admin, owner.company, locations.warehouse);
  const methods = await seedRevisions(admin, products);
  const ground = { ...owner, products, locations, lots, workCentres, methods };
  const pins = await seedProductions(admin, ground);
  await seedSales(admin, ground, pins);
  await seedHoldControl(admin, ground);
}
