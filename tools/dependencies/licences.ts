/** SPDX ids of licences that let anybody use, change and pass on what they cover, without a claim on what it is used in. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  // What is changed in its own files must be shown; nothing is claimed of what it is used in.
  'MPL-2.0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
]);

/** Packages whose package.json says nothing that can be read; each was looked at. */
const LOOKED_AT: Readonly<Record<string, string>> = {
  'dejavu-fonts-ttf':
    "fonts under Bitstream Vera's licence: free to embed; a changed font wants another name",
  'png-js': 'MIT, as its LICENSE says',
  unionfs: 'Unlicense, as its LICENSE says',
};

/** As package-lock.json has it. */
export interface Lock {
  readonly packages: Readonly<Record<string, { readonly license?: string }>>;
}

/** The packages of a lock whose licence is not one of those that are allowed, each with what it says. */
export const foreignLicences = (lock: Lock): string[] =>
  Object.entries(lock.packages).flatMap(([path, { license }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const known =
      path === '' || Object.hasOwn(LOOKED_AT, name) || (license !== undefined && isAllowed(license));
    return known ? [] : [`${name}: ${license ?? 'none'}`];
  });

/** An SPDX expression of one level: all of `AND`, one of `OR`. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isAllowed);
  return plain.split(' AND ').every((id) => ALLOWED.has(id.trim()));
}
