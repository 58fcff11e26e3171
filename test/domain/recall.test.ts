import fc from 'fast-check';
import { add, compare, subtract } from '../../domain/decimal';
import { balanceOf, coverageOf } from '../../domain/recall';
import { reportOf, type LotFacts } from '../../domain/recall-report';

const NOTHING = { told: [], inStock: '0', shipped: '0', scrapped: '0', returned: '0' };
const told = (system: string, made: string, consumed = '0') => ({ system, made, consumed });

describe('The mass balance of a lot', () => {
  it('is made = in stock + consumed + shipped + scrapped + returned + unaccounted, whatever was told', () => {
    const quantity = fc.integer({ min: 0, max: 10_000_000 }).map((n) => subtract(String(n / 1000), '0'));
    const systems = fc.array(fc.tuple(quantity, quantity), { maxLength: 3 });
    fc.assert(
      fc.property(
        systems,
        quantity,
        quantity,
        quantity,
        quantity,
        (each, inStock, shipped, scrapped, returned) => {
          const tellings = each.map(([made, consumed], at) => told(`s${at}`, made, consumed));
          const balance = balanceOf({ told: tellings, inStock, shipped, scrapped, returned });
          if (balance.made === null) return balance.unaccounted === null && balance.percent === '0';
          const { consumed, unaccounted, percent } = balance;
          const sum = add(inStock, consumed, shipped, scrapped, returned, unaccounted ?? '0');
          return sum === balance.made && compare(percent, '0') >= 0 && compare(percent, '100') <= 0;
        },
      ),
    );
  });

  it('takes pieces that two systems tell of once', () => {
    const both = [told('erp', '1200'), told('mes-lyon', '1200', '900')];
    expect(balanceOf({ ...NOTHING, told: both, inStock: '300' })).toMatchObject({
      made: '1200',
      consumed: '900',
      unaccounted: '0',
      percent: '100',
    });
  });

  it.each([
    ['what is missing', '90', '10', '90'],
    ['what is more than was made', '110', '-10', '90'],
    ['far more than was made', '250', '-150', '0'],
  ])('counts %s as not accounted for', (_what, inStock, unaccounted, percent) => {
    const balance = balanceOf({ ...NOTHING, told: [told('erp', '100')], inStock });
    expect(balance).toMatchObject({ unaccounted, percent });
  });

  it('is not known where nobody told how much was made', () => {
    expect(balanceOf({ ...NOTHING, inStock: '7' })).toMatchObject({
      made: null,
      unaccounted: null,
      percent: '0',
    });
  });
});

describe('The coverage of a drill', () => {
  it('is the mean over the lots, rounded down', () => {
    const of = (inStock: string) => balanceOf({ ...NOTHING, told: [told('erp', '3')], inStock });
    expect(coverageOf([of('3'), of('3'), of('2')])).toEqual({ percent: '88.88', lots: 3, complete: 2 });
  });

  it('of no lot is nothing', () => {
    expect(coverageOf([])).toEqual({ percent: '0', lots: 0, complete: 0 });
  });
});

describe('The report of a drill', () => {
  const AT = '2026-11-03T06:40:00.000Z';
  const lot = (name: string, facts: Partial<LotFacts>): LotFacts => ({
    lot: name,
    item: 'PIN-10',
    unit: 'EA',
    trace: 'recalled',
    depth: 0,
    quantity: '0',
    supplier: null,
    supplierLot: null,
    stock: [],
    holds: [],
    told: [],
    scrapped: '0',
    returned: '0',
    ...facts,
  });
  const shipment = {
    lot: 'PIN-10:A',
    quantity: { value: '40', unit: 'EA' as const },
    kind: 'shipped' as const,
    reference: 'SH-1',
    customer: 'acme',
    system: 'erp',
    at: AT,
  };

  it('counts a shipment once that events and the ERP both tell of, and one that only the ERP knows too', () => {
    const trace = {
      lots: [lot('PIN-10:A', { told: [told('erp', '100')] })],
      shipped: [shipment],
      orders: [],
      gaps: [],
    };
    const exposed = [
      { ...shipment, quantity: '40', at: '2026-11-02T00:00:00.000Z' },
      { ...shipment, quantity: '60', reference: 'SH-0', customer: 'zenith' },
      { ...shipment, quantity: '5', lot: 'PIN-10:unknown' },
    ];
    const report = reportOf(trace, exposed);
    expect(report.lots[0]?.balance).toMatchObject({ shipped: '100', unaccounted: '0' });
    expect(report.customers).toEqual([
      {
        customer: 'acme',
        shipments: ['SH-1'],
        lots: [{ lot: 'PIN-10:A', quantity: { value: '40', unit: 'EA' } }],
      },
      {
        customer: 'zenith',
        shipments: ['SH-0'],
        lots: [{ lot: 'PIN-10:A', quantity: { value: '60', unit: 'EA' } }],
      },
    ]);
    expect(report.moves.find(({ reference }) => reference === 'SH-1')?.at).toBe('2026-11-02T00:00:00.000Z');
  });

  it('balances what is recalled and not what that was made of, and names its suppliers', () => {
    const heat = { trace: 'origin' as const, item: 'BAR-3', supplier: 'mill', supplierLot: 'HEAT-1' };
    const lots = [lot('PIN-10:A', { told: [told('erp', '5')] }), lot('BAR-3:H', heat)];
    const report = reportOf({ lots, shipped: [], orders: [], gaps: [] }, []);
    expect(report.lots.map(({ balance }) => balance?.unaccounted ?? null)).toEqual(['5', null]);
    expect(report.coverage).toEqual({ percent: '0', lots: 1, complete: 0 });
    expect(report.suppliers).toEqual([{ supplier: 'mill', supplierLot: 'HEAT-1', lots: ['BAR-3:H'] }]);
  });
});
