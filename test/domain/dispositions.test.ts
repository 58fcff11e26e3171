import { DECISIONS } from '../../contracts/disposition';
import { isVerified, missingApprovals, PROCEDURES } from '../../domain/dispositions';

describe('a disposition is verified', () => {
  it.each(DECISIONS)('%s: never before its postings were observed', (decision) => {
    expect(isVerified(decision, false, ['sorted', 'reworked', 'inspected', 'destroyed', 'issued'])).toBe(
      false,
    );
  });

  it.each(DECISIONS)('%s: only once everything was confirmed that must be', (decision) => {
    const { confirmedBy } = PROCEDURES[decision];
    expect(isVerified(decision, true, confirmedBy)).toBe(true);
    for (const missing of confirmedBy) {
      const rest = confirmedBy.filter((confirmation) => confirmation !== missing);
      expect(isVerified(decision, true, rest)).toBe(false);
    }
  });

  it('rework and repair: by an inspection after the work', () => {
    expect(PROCEDURES.rework.confirmedBy).toEqual(['reworked', 'inspected']);
    expect(PROCEDURES.repair.confirmedBy).toEqual(['reworked', 'inspected']);
  });
});

describe('approvals', () => {
  it('of quality and of the design authority are wanted for use-as-is and repair, of nobody for the rest', () => {
    for (const decision of DECISIONS) {
      const wanted = ['use-as-is', 'repair'].includes(decision) ? ['quality', 'design-authority'] : [];
      expect(missingApprovals(decision, [])).toEqual(wanted);
      expect(missingApprovals(decision, ['design-authority', 'quality', 'customer'])).toEqual([]);
    }
    expect(missingApprovals('repair', ['customer', 'quality'])).toEqual(['design-authority']);
  });
});
