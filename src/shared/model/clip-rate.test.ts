import { expect, test } from 'vitest';
import { parseRate, rateOfText, remarksByRate, SEQUENCE_RATES } from './clip-rate.ts';
import { rateName } from './known-rate.ts';

test('rates are written as numbers and fractions, the usual decimals standing for thousandths slower', () => {
  expect(rateOfText('25')).toEqual({ num: 25, den: 1 });
  expect(rateOfText(' 23.976 ')).toEqual({ num: 24000, den: 1001 });
  expect(rateOfText('29.97')).toEqual({ num: 30000, den: 1001 });
  expect(rateOfText('24000/1001')).toEqual({ num: 24000, den: 1001 });
  expect(rateOfText('50/2')).toEqual({ num: 25, den: 1 });
  expect(rateOfText('16.5')).toEqual({ num: 33, den: 2 });
});

test('what is no rate is refused in one sentence', () => {
  for (const text of ['', ' ', '0', '0.5', '241', '25/0', '0/0', '-24', '1e2', '24fps', '24/1001', 'NaN']) expect(rateOfText(text), text).toBeUndefined();
  expect(() => parseRate('fast')).toThrow('“fast” is no frame rate. Write frames a second from 1 to 240: 18, 23.976, 24000/1001.');
});

test('a rate is named as it is typed', () => {
  for (const text of SEQUENCE_RATES) expect(rateName(parseRate(text))).toBe(text);
  expect(rateName({ num: 50, den: 3 })).toBe('50/3');
});

test('an assumed rate is no longer remarked where it was set', () => {
  const remarks = ['An image sequence holds no frame rate; 24 frames a second are assumed.', '4 images are used: a_1.png to a_4.png.'];
  expect(remarksByRate({ remarks })).toEqual(remarks);
  expect(remarksByRate({ remarks, probedRate: { num: 24, den: 1 } })).toEqual(remarks.slice(1));
});
