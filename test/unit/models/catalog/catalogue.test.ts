import { describe, expect, test } from 'vitest';
import { catalogue } from '../../../../models/catalog/catalogue.ts';

describe.each(catalogue)('catalogue entry $name', (entry) => {
  test('has a name that is a folder on every system, and weights first', () => {
    expect(entry.name).toMatch(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/);
    expect(entry.files[0].kind).not.toBe('json');
  });

  test('pins whole hashes', () => {
    for (const { sha256, bytes } of entry.files) {
      if (sha256 !== undefined) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes === undefined).toBe(sha256 === undefined);
    }
  });

  test('finds each file in its wheels, whose versions are fixed', () => {
    for (const source of entry.sources) {
      if (source.kind !== 'pip') continue;
      expect(Object.keys(source.files)).toEqual(entry.files.map(({ name }) => name));
      for (const { requirement } of source.packages)
        expect(requirement).toMatch(/^[\w-]+==[\d.]+$/);
    }
  });
});

test('names are unique', () => {
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
});
