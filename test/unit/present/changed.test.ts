import { expect, test } from 'vitest';
import { changedText, pathText } from '../../../src/present/changed.ts';

test('which files have changed, and what to do', () => {
  expect(changedText([])).toBeNull();
  expect(changedText(['zinit.toml'])).toBe('zinit.toml has changed since zdev read it: "zdev reload" applies it');
  expect(changedText(['zinit.toml', 'Procfile'])).toBe(
    'zinit.toml and Procfile have changed since zdev read them: "zdev reload" applies them',
  );
});

test('how a PATH differs from that of the shell', () => {
  expect(pathText('/usr/bin:/bin', '/usr/bin:/bin:')).toBeNull();
  expect(pathText(null, '/bin')).toBeNull();
  expect(pathText('/bin', undefined)).toBeNull();
  expect(pathText('/nvm/18/bin:/bin', '/nvm/22/bin:/bin')).toContain(
    'it lacks /nvm/22/bin; it has /nvm/18/bin, which your shell lacks',
  );
  expect(pathText('/a:/b', '/b:/a')).toContain('the same directories are in another order');
});
