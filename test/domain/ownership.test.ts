import { INBOUND, type InboundType } from '../../contracts/inbound';
import { DEFAULT_OWNERSHIP, Ownership, transitionOf } from '../../contracts/ownership';
import { refusalOf, type Claim } from '../../domain/ownership';

const claim = (changes: Partial<Claim> = {}): Claim => ({
  transition: 'disposition.decided',
  roles: ['qms'],
  plant: null,
  at: [],
  ...changes,
});

describe('A5 who owns what', () => {
  it('is said for every event that systems tell, by default of the role that its type names', () => {
    const types = Object.keys(INBOUND) as InboundType[];
    expect(types.map((type) => [type, DEFAULT_OWNERSHIP[transitionOf(type)]])).toEqual(
      types.map((type) => [type, type.split('.')[0]]),
    );
    expect(Object.keys(DEFAULT_OWNERSHIP).sort()).toEqual(types.map(transitionOf).sort());
  });

  it('is of a role, whatever else the system is', () => {
    expect(refusalOf(claim(), DEFAULT_OWNERSHIP)).toBeNull();
    expect(refusalOf(claim({ roles: ['erp', 'qms'] }), DEFAULT_OWNERSHIP)).toBeNull();
    expect(refusalOf(claim({ roles: ['wms', 'erp'] }), DEFAULT_OWNERSHIP)).toEqual({
      rule: 'ownership:disposition.decided',
      why: expect.stringMatching(/belongs to the QMS.*roles are wms, erp/),
    });
  });

  it('may differ by topology: then the usual owner is refused', () => {
    const owners = Ownership.parse({ 'shipment.posted': 'wms' });
    expect(refusalOf(claim({ transition: 'shipment.posted', roles: ['wms'] }), owners)).toBeNull();
    expect(refusalOf(claim({ transition: 'shipment.posted', roles: ['erp'] }), owners)).toMatchObject({
      rule: 'ownership:shipment.posted',
    });
    expect(owners['shipment.picked']).toBe('wms');
  });

  it.each([
    ['its own plant', 'lyon', ['lyon'], true],
    ['one end of a transfer', 'lyon', ['monterrey', 'lyon'], true],
    ['no plant', 'lyon', [], true],
    ['another plant', 'lyon', ['monterrey'], false],
    ['any plant, for the enterprise', null, ['monterrey'], true],
  ])('a system speaks of %s', (_, plant, at, may) => {
    const told = claim({ transition: 'material.consumed', roles: ['mes'], plant, at });
    expect(refusalOf(told, DEFAULT_OWNERSHIP)).toEqual(
      may ? null : { rule: 'ownership:plant', why: expect.stringMatching(/lyon.*monterrey/) },
    );
  });

  it.each(['disposition.decided', 'disposition.revised', 'nonconformance.voided'])(
    '%s is the QMS’s in every topology',
    (transition) => {
      expect(Ownership.safeParse({ [transition]: 'erp' }).error?.issues).toEqual([
        expect.objectContaining({ path: [transition], message: expect.stringMatching(/belongs to the QMS/) }),
      ]);
      expect(Ownership.parse({ [transition]: 'qms' })).toEqual(DEFAULT_OWNERSHIP);
    },
  );
});
