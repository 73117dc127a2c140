import { parse } from 'toml';
import { expect, test } from 'vitest';
import { addedService } from '../../../src/config/added.ts';
import { unitFile, unitTable } from '../../../src/config/unit-text.ts';

const check = (unit: Record<string, unknown>) =>
  addedService({ unit, dir: '/project', existing: new Set(['db']), environ: {} });

test('a unit becomes a service with all defaults; null means left out', () => {
  const { spec, errors } = check({
    service: { name: 'api', exec: 'node api.js', dir: null },
    dependencies: { requires: ['db'] },
    health: null,
  });
  expect(errors).toEqual([]);
  expect(spec).toMatchObject({ name: 'api', exec: 'node api.js', dir: '/project', requires: ['db'] });
  expect(spec?.health).toBeUndefined();
});

test('all mistakes are reported', () => {
  const { spec, errors } = check({
    service: { name: 'bad name!', exec: 'x' },
    lifecycle: { stop_signal: 'FOO', restart_delay_ms: 0 },
  });
  expect(spec).toBeNull();
  expect(errors.length).toBeGreaterThanOrEqual(3);
});

test('names that no service has are listed', () => {
  expect(check({ service: { name: 'a', exec: 'x' }, dependencies: { after: ['db', 'ghost'] } }).unknown).toEqual([
    'ghost',
  ]);
});

test('a unit is written so that it reads the same', () => {
  const unit = {
    service: { name: 'a.b', exec: 'echo "x\\n" | cat', env: { A: '1' }, oneshot: true },
    dependencies: { requires: ['db'] },
    lifecycle: { restart: 'never' },
  };
  expect(parse(unitFile(unit))).toEqual(unit);
  expect(parse(unitTable(unit))).toEqual({
    services: {
      'a.b': {
        exec: unit.service.exec,
        env: { A: '1' },
        oneshot: true,
        requires: ['db'],
        lifecycle: { restart: 'never' },
      },
    },
  });
});
