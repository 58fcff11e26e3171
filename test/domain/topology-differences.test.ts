import { differences } from '../../domain/topology-differences';
import type { Topology } from '../../contracts/topology';
import { demoTopology } from '../ledger/open-ledger';

const differ = (change: (topology: Topology) => void) => {
  const topology = demoTopology();
  change(topology);
  return differences(demoTopology(), topology);
};

describe('what two topologies differ in', () => {
  it('is nothing where they mean the same, whatever the order of their keys', () => {
    expect(
      differ((topology) => {
        topology.systems = Object.fromEntries(Object.entries(topology.systems).toReversed());
        topology.plants.lyon = Object.fromEntries(
          Object.entries(topology.plants.lyon!).toReversed(),
        ) as never;
      }),
    ).toEqual([]);
  });

  it('is what was added, removed and changed, by name, with the fields', () => {
    expect(
      differ((topology) => {
        topology.plants.wichita = topology.plants.lyon!;
        delete topology.systems['mes-lyon'];
        topology.systems.erp!.timeoutMs = 9;
        topology.orders.lookEverySeconds = 9;
        topology.freeDeadlineSeconds = 9;
      }),
    ).toEqual([
      { kind: 'added', section: 'plants', name: 'wichita', fields: [] },
      { kind: 'changed', section: 'systems', name: 'erp', fields: ['timeoutMs'] },
      { kind: 'removed', section: 'systems', name: 'mes-lyon', fields: [] },
      { kind: 'changed', section: 'orders', name: '', fields: ['lookEverySeconds'] },
      { kind: 'changed', section: 'freeDeadlineSeconds', name: '', fields: [] },
    ]);
  });

  it('counts the order of a list, which may decide', () => {
    expect(
      differ(({ plants }) => {
        plants.lyon!.shifts = plants.lyon!.shifts.toReversed();
      }),
    ).toMatchObject([{ section: 'plants', name: 'lyon', fields: ['shifts'] }]);
  });
});
