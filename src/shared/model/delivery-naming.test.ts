import { expect, test } from 'vitest';
import { ClipId } from './ids.ts';
import { nameFault } from './output-name.ts';
import { deliveryName, deliveryNames, distinctNames, clipField, clipFields, clipLabels, namingFault, unknownFields } from './delivery-naming.ts';

const values = { clip: 'harbour', shot: '03', event: '004', name: 'Anna: close', codec: 'h264', version: 'B', in: '01:00:10;00', out: '01:00:11;23', reel: 'A001', date: '2026-11-29' };

test('a pattern becomes a name that is valid on every system', () => {
  expect(deliveryName('{clip}-{shot}', values, 'prores-422hq')).toBe('harbour-03.mov');
  expect(deliveryName('{name} ({codec})', values, 'h264')).toBe('Anna- close (h264).mp4');
  expect(deliveryName('{reel}_{version}_{date}_{in}_{out}', values, 'h264')).toBe('A001_B_2026-11-29_01-00-10-00_01-00-11-23.mp4');
  expect(deliveryName('reel/{clip}', values, 'png')).toBe('reel-harbour');
  expect(deliveryName('{clip}', { ...values, clip: 'two\nlines\tand a tab' }, 'h264')).toBe('two-lines-and a tab.mp4');
  // Windows and network shares drop dots and spaces at the end, so a folder of such a name would not be found again there.
  expect(['Shot 1.', ' Shot 1 .. ', 'Shot 1'].map((name) => deliveryName('{name}', { ...values, name }, 'png'))).toEqual(['Shot 1', 'Shot 1', 'Shot 1']);
  expect(['', '..', ' '].map((name) => deliveryName('{name}', { ...values, name }, 'h264'))).toEqual(['', '', '']);
  // The field's former name, in remembered patterns.
  expect(deliveryName('{film}-{shot}', values, 'prores-422hq')).toBe('harbour-03.mov');
});

test('an unknown field is reported and never silently dropped', () => {
  expect(unknownFields('{clip}-{scene}-{}')).toEqual(['scene', '']);
  expect(unknownFields('{clip}-{shot}-{film}')).toEqual([]);
  expect(namingFault('{clip}-{take}')).toBe('{take} is not a field of file names. There are {clip}, {shot}, {event}, {name}, {version}, {in}, {out}, {reel}, {codec}, {date}.');
  expect(namingFault('{clip}-{shot}')).toBeUndefined();
  expect(namingFault(' ')).toBe('The pattern of file names is empty.');
  expect(deliveryName('{scene}-{toString}', values, 'ffv1')).toBe('{scene}-{toString}.mkv');
});

test('the clip field is the name of its file, with either kind of slash', () => {
  const file = (path: string): string => clipField({ source: { kind: 'file', path }, name: 'kid' });
  expect(file('/films/The Kid.1921.mov')).toBe('The Kid.1921');
  expect(file('C:\\films\\kid.mxf')).toBe('kid');
  expect(file('/films/kid 100%.mov')).toBe('kid 100');
  expect(clipField({ source: { kind: 'sequence', pattern: '/films/scan-%06d.dpx', firstNumber: 1 }, name: 'scan' })).toBe('scan');
});

test('file names of a delivery are distinct, also without regard to letter case', () => {
  const shots = ['Anna', 'anna', 'Ben'].map((name, index) => ({ ...values, name, shot: String(index + 1) }));
  expect(deliveryNames('{name}', shots, 'h264')).toEqual(['Anna.mp4', 'anna (2).mp4', 'Ben.mp4']);
  expect(distinctNames(['a.mov', 'a (2).mov', 'a.mov'])).toEqual(['a.mov', 'a (2).mov', 'a (3).mov']);
  const long = 'ä'.repeat(125);
  expect(distinctNames([`${long}.mov`, `${long}.mov`]).map(nameFault)).toEqual([undefined, undefined]);
});

test('two clips of one file name get different fields', () => {
  const clip = (id: string, path: string): Parameters<typeof clipFields>[0][number] => ({ id: ClipId.parse(id), source: { kind: 'file', path }, name: 'kid' });
  expect([...clipFields([clip('a', '/reel 1/The Kid.1921.mov'), clip('b', '/reel 2/the kid.1921.mov'), clip('c', '/x.mov')]).values()]).toEqual(['The Kid.1921', 'the kid.1921 (2)', 'x']);
});

test('clips of one name are told apart by their folders and files', () => {
  const clip = (id: string, path: string, name: string): Parameters<typeof clipLabels>[0][number] => ({ id: ClipId.parse(id), source: { kind: 'file', path }, name });
  expect([...clipLabels([clip('a', '/reel 1/kid.mov', 'kid'), clip('b', 'C:\\reel 2\\kid.mkv', 'kid'), clip('c', '/x.mov', 'x')]).values()]).toEqual(['kid (reel 1/kid.mov)', 'kid (reel 2/kid.mkv)', 'x']);
});

test('a name that is a folder, a device or empty is invalid', () => {
  for (const name of ['', ' ', '.', '..', 'a/b', 'a\\b', 'a\0', 'NUL', 'com1.mov', 'x'.repeat(256)]) expect(nameFault(name), name).toBeDefined();
  for (const name of ['film.mov', '...', 'console.mov', '.hidden', 'x'.repeat(255)]) expect(nameFault(name), name).toBeUndefined();
});
