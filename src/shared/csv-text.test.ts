import { expect, test } from 'vitest';
import { csvText } from './csv-text.ts';

test('values with commas, quotes and line breaks are quoted as RFC 4180 says, others stand as they are', () => {
  expect(csvText([['name', 'note', 'frames'], ['Shot “01”', 'Anna said: "warmer", twice', 12], ['Shot 02', 'one\ntwo', 0], ['Shot 03', null, undefined]])).toBe(
    'name,note,frames\r\nShot “01”,"Anna said: ""warmer"", twice",12\r\nShot 02,"one\ntwo",0\r\nShot 03,,\r\n',
  );
});
