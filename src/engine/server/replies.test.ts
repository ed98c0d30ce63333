import { expect, test } from 'vitest';
import { pathParts } from './replies.ts';

test('a path is taken apart and decoded, without its query', () => {
  expect(pathParts('/')).toEqual(['']);
  expect(pathParts('/pixels/clip/a/12/luma.jpg?x=/../')).toEqual(['pixels', 'clip', 'a', '12', 'luma.jpg']);
  expect(pathParts('/files/clip/Gr%C3%BC%C3%9Fe%20100%25.mov')).toEqual(['files', 'clip', 'Grüße 100%.mov']);
});

test('a path that could lead out of a folder, or is malformed, is rejected', () => {
  for (const url of [undefined, '', '*', 'http://evil.example/', '/..', '/../etc/passwd', '/a/%2e%2e/b', '/a/%2E%2E', '/a/.', '/%2fetc%2fpasswd', '/a%5c..%5cb', '/a/..%2fb', '/%00', '/a%0d%0aset-cookie:x', '/%zz', '/%', '/%ff', '/%c0%ae%c0%ae/']) expect(pathParts(url)).toBeUndefined();
  // Encoded twice it is a name that nothing has.
  expect(pathParts('/%252e%252e/')).toEqual(['%2e%2e', '']);
});
