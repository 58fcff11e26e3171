import { readFileSync } from 'node:fs';
import type { Caller } from '../../config/caller';
import { accessOf, partnerOf } from '../../config/access';
import { findingInWords, parseTopology } from '../../config/topology-text';
import { DEFAULT_POLICIES } from '../../contracts/default-policies';

const DEMO = readFileSync('config/topology.demo.yaml', 'utf8').replaceAll(/\$\{\w+\}/g, 'http://127.0.0.1:1');
const LINES = DEMO.split('\n').length;

/** The demo's topology with more at its end, whose first line is 1. */
const read = (more: string) => parseTopology({ text: `${DEMO}${more}`, variables: {} });
const findings = (more: string) =>
  read(more).findings.map((finding) =>
    findingInWords('topology', { ...finding, line: finding.line - LINES + 1 }),
  );

const caller = (changes: Partial<Caller>): Caller => ({
  id: 'somebody',
  name: 'Somebody',
  kind: 'person',
  role: 'quality',
  plants: null,
  scopes: null,
  credential: { kind: 'file-key', id: 'somebody' },
  signedInAt: null,
  ...changes,
});

describe('policies in a topology', () => {
  it('are the usual ones where it has none, and only its own where it has', () => {
    expect(read('').topology?.policies).toEqual(DEFAULT_POLICIES);
    const own = '{ id: watch, roles: [auditor], actions: ["read:*"], plants: all, access: [enterprise] }';
    expect(read(`policies: [ ${own} ]`).topology?.policies).toEqual([
      {
        id: 'watch',
        roles: ['auditor'],
        actions: ['read:*'],
        except: [],
        plants: 'all',
        access: ['enterprise'],
      },
    ]);
  });

  it('are refused with line and remedy where they loosen a rule of the house, or name what is not there', () => {
    const rules = [
      'policies:',
      '  - { id: all, roles: [administrator], actions: ["*"], plants: all, access: [enterprise] }',
      '  - { id: typo, roles: [quality], actions: [placeHodl], plants: [paris], access: [enterprise] }',
      '  - { id: typo, roles: [partner], actions: [getHold], plants: all, access: [partner] }',
    ];
    expect(findings(rules.slice(0, 3).join('\n'))).toEqual([
      expect.stringMatching(
        /^topology:2:\d+: policies\[0\]\.roles: administrator may not dispose.*; leave the role out, or add "command:dispositions" to except\.$/,
      ),
      expect.stringMatching(/^topology:3:\d+: policies\[1\]\.actions\[0\]: "placeHodl" names no call; take/),
      expect.stringMatching(
        /^topology:3:\d+: policies\[1\]\.plants\[0\]: there is no plant "paris"; name one/,
      ),
    ]);
    expect(findings([rules[0], rules[3]].join('\n'))).toEqual([
      expect.stringMatching(/policies\[0\]\.actions: a partner may call askGate, getLot, getGenealogy/),
    ]);
    expect(findings(rules.join('\n'))).toEqual([
      expect.stringMatching(/^topology:4:\d+: policies\[2\]\.id: "typo" is the id of two policies/),
    ]);
  });
});

describe('ownership in a topology', () => {
  it('adds to the usual, and leaves dispositions to the QMS', () => {
    expect(read('ownership: { shipment.posted: wms }').topology?.ownership).toMatchObject({
      'shipment.posted': 'wms',
      'shipment.picked': 'wms',
      'stock.moved': 'erp',
    });
    expect(findings('ownership: { disposition.decided: erp }')).toEqual([
      expect.stringMatching(/^topology:1:14: ownership\.disposition\.decided: belongs to the QMS/),
    ]);
    expect(findings('ownership: { disposition.decidde: qms }')).toHaveLength(1);
  });
});

describe('an access pattern', () => {
  const topology = read(
    [
      'partners:',
      '  atlantic: { customers: [atlantic-aerostructures] }',
      '  mill: { suppliers: [steel-mill], callers: ["mill-provider:*"] }',
      'saas: ["cloud:*"]',
    ].join('\n'),
  ).topology!;

  it.each<[string, Partial<Caller>, string]>([
    ['a credential for all plants', {}, 'enterprise'],
    ['one for a plant', { plants: ['lyon'] }, 'plant'],
    ['a plant’s own process', { role: 'plant' }, 'plant'],
    ['a partner by its name', { id: 'atlantic', role: 'partner' }, 'partner'],
    ['a partner by its provider', { id: 'mill-provider:joe', role: 'partner' }, 'partner'],
    ['a partner that nobody named', { id: 'unnamed', role: 'partner' }, 'enterprise'],
    ['one of ours with a partner’s name', { id: 'atlantic' }, 'enterprise'],
    ['a service that others run', { id: 'cloud:planner', plants: ['lyon'] }, 'saas'],
  ])('of %s', (_, who, access) => {
    expect(accessOf(caller(who), topology)).toBe(access);
  });

  it('of a partner says whose lots are its own', () => {
    expect(partnerOf(caller({ id: 'mill-provider:joe', role: 'partner' }), topology)).toMatchObject({
      customers: [],
      suppliers: ['steel-mill'],
    });
  });

  it('wants partners told apart, and something that is theirs', () => {
    expect(
      findings('partners: { a: { customers: [c], callers: [x] }, b: { customers: [d], callers: [x] } }'),
    ).toEqual([expect.stringMatching(/partners\.b: "x" is a caller of a already; let each caller belong/)]);
    expect(findings('partners: { a: { callers: [x] } }')).toEqual([
      expect.stringMatching(/partners\.a.*name at least one of customers and suppliers/),
    ]);
  });
});
