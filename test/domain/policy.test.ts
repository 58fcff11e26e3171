import fc from 'fast-check';
import { DEFAULT_POLICIES } from '../../contracts/default-policies';
import { ACCESS_PATTERNS, Policies, type Policy } from '../../contracts/policy';
import { ROLES } from '../../contracts/role';
import {
  breachOf,
  decide,
  DISPOSING,
  matches,
  rolesFor,
  type Action,
  type Question,
} from '../../domain/policy';

const placing: Action = { id: 'placeHold', tag: 'holds', nature: 'command' };
const policy = (changes: Partial<Policy> = {}): Policy => ({
  id: 'a-rule',
  roles: ['quality'],
  actions: ['placeHold'],
  except: [],
  plants: 'own',
  access: ['enterprise'],
  ...changes,
});
const question = (changes: Partial<Question> = {}): Question => ({
  role: 'quality',
  access: 'enterprise',
  own: null,
  action: placing,
  at: ['lyon'],
  ...changes,
});
const no = { allowed: false, rule: null };
const yes = { allowed: true, rule: 'a-rule' };

describe('a policy', () => {
  it.each([
    ['the call', 'placeHold', true],
    ['its tag', 'holds', true],
    ['its nature and id', 'command:placeHold', true],
    ['its nature and tag', 'command:holds', true],
    ['the other nature', 'read:holds', false],
    ['any', '*', true],
    ['any of the nature', 'command:*', true],
    ['a beginning', 'place*', true],
    ['an end', '*Hold', true],
    ['both, which may not overlap', 'placeHo*oHold', false],
    ['a middle', '*ceH*', true],
    ['middles, each after the one before', '*H*c*', false],
    ['another', 'place', false],
  ])('names %s: %s', (_, pattern, named) => {
    expect(matches(pattern, placing)).toBe(named);
  });

  it('allows what it names and does not leave out, to its roles by its access patterns', () => {
    expect(decide([policy()], question())).toEqual(yes);
    expect(decide([policy({ except: ['command:holds'] })], question())).toEqual(no);
    expect(decide([policy()], question({ role: 'planning' }))).toEqual(no);
    expect(decide([policy()], question({ access: 'saas' }))).toEqual(no);
    expect(decide([], question())).toEqual(no);
  });

  it.each<[Policy['plants'], string[] | null, string[], boolean]>([
    ['own', null, ['lyon', 'monterrey'], true],
    ['own', ['lyon'], ['lyon'], true],
    ['own', ['lyon'], ['lyon', 'monterrey'], false],
    ['own', ['lyon'], [], true],
    ['all', ['lyon'], ['monterrey'], true],
    [['lyon'], null, ['lyon'], true],
    [['lyon'], null, ['monterrey'], false],
    [['lyon', 'monterrey'], ['lyon'], ['monterrey'], false],
  ])('for plants %s, with a credential for %s, at %s: %s', (plants, own, at, may) => {
    expect(decide([policy({ plants })], question({ own, at }))).toEqual(may ? yes : no);
  });

  it('allows as a whole: two policies for a plant each do not add up', () => {
    const two = [policy({ id: 'one', plants: ['lyon'] }), policy({ id: 'two', plants: ['monterrey'] })];
    expect(decide(two, question({ at: ['monterrey'] }))).toEqual({ allowed: true, rule: 'two' });
    expect(decide(two, question({ at: ['lyon', 'monterrey'] }))).toEqual(no);
  });
});

describe('rules of the house', () => {
  it('H7 no policies, whatever they say, let anyone but quality dispose', () => {
    const anything: fc.Arbitrary<Policy> = fc.record({
      id: fc.constant('a-rule'),
      roles: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 }),
      actions: fc.constant<string[]>(['*']),
      except: fc.constant<string[]>([]),
      plants: fc.constantFrom('own' as const, 'all' as const),
      access: fc.constant<Policy['access']>([...ACCESS_PATTERNS]),
    });
    const others = ROLES.filter((role) => role !== 'quality');
    fc.assert(
      fc.property(
        fc.array(anything),
        fc.constantFrom(...others),
        fc.constantFrom(...DISPOSING),
        fc.constantFrom(...ACCESS_PATTERNS),
        (policies, role, action, access) => {
          const decision = decide(policies, question({ role, action, access, at: [] }));
          expect(decision).toEqual({ allowed: false, rule: 'house:only-quality-disposes' });
        },
      ),
    );
  });

  it('a partner makes no call but the three that answer of its own lots', () => {
    const all = policy({ roles: [...ROLES], actions: ['*'], access: ['partner'] });
    const asked = question({ role: 'partner', access: 'partner', at: [] });
    expect(decide([all], asked)).toEqual({ allowed: false, rule: 'house:partners-see-their-own-lots' });
    const reading: Action = { id: 'getLot', tag: 'material', nature: 'read' };
    expect(decide([all], { ...asked, action: reading })).toEqual(yes);
  });

  it.each<[string, Partial<Policy>, 'roles' | 'actions' | null]>([
    ['everything for administrators', { roles: ['administrator'], actions: ['*'] }, 'roles'],
    ['dispositions for planning too', { roles: ['quality', 'planning'], actions: ['dispositions'] }, 'roles'],
    ['a disposition by its id', { roles: ['support'], actions: ['decide*'] }, 'roles'],
    ['everything else', { roles: ['administrator'], actions: ['*'], except: ['command:dispositions'] }, null],
    ['reading dispositions', { roles: ['auditor'], actions: ['read:*'] }, null],
    ['quality', { actions: ['command:dispositions'] }, null],
    ['partners and a hold', { roles: ['partner'], actions: ['getLot', 'getHold'] }, 'actions'],
    ['partners and more than is named', { roles: ['partner'], actions: ['get*'] }, 'actions'],
  ])('a policy of %s', (_, changes, at) => {
    expect(breachOf(policy(changes))?.at ?? null).toBe(at);
  });
});

describe('the usual policies', () => {
  it('are valid, each with a name of its own, and within the rules of the house', () => {
    expect(Policies.parse([...DEFAULT_POLICIES])).toEqual(DEFAULT_POLICIES);
    expect(DEFAULT_POLICIES.map(breachOf)).toEqual(DEFAULT_POLICIES.map(() => null));
  });
  it('let quality and administrators hold', () => {
    expect(rolesFor(DEFAULT_POLICIES, placing)).toEqual(['administrator', 'quality']);
  });
});
