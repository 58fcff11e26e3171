import { readFileSync } from 'node:fs';
import { allMeasures, measuresPage } from '../../tools/measures/table';

it('the table of measures is what the code has', () => {
  expect(readFileSync('ops/MEASURES.md', 'utf8')).toBe(measuresPage(allMeasures()));
});

it('every measure says what it is, and its unit', () => {
  for (const { name, type, help } of allMeasures()) {
    expect(help).not.toBe('');
    expect([name, type]).toEqual([
      expect.stringMatching(type === 'counter' ? /_total$/ : /^interlock_[a-z_]+$/),
      expect.any(String),
    ]);
  }
});
