import { expect, test } from 'vitest';
import { deliveryName, filmField, shotField, unknownFields } from './delivery-naming.ts';

const values = { film: 'harbour', shot: shotField(3), name: 'Anna: close', codec: 'h264' };

test('a pattern becomes a name that every system takes', () => {
  expect(deliveryName('{film}-{shot}', values, 'prores-422hq')).toBe('harbour-03.mov');
  expect(deliveryName('{name} ({codec})', values, 'h264')).toBe('Anna- close (h264).mp4');
  expect(deliveryName('reel/{film}', values, 'png')).toBe('reel-harbour');
});

test('a field that is none is told, and never silently dropped', () => {
  expect(unknownFields('{film}-{scene}-{}')).toEqual(['scene', '']);
  expect(unknownFields('{film}-{shot}')).toEqual([]);
  expect(deliveryName('{scene}-{toString}', values, 'ffv1')).toBe('{scene}-{toString}.mkv');
});

test('a film is called by its file, on either kind of system', () => {
  expect(filmField('/films/The Kid.1921.mov')).toBe('The Kid.1921');
  expect(filmField('C:\\films\\kid.mxf')).toBe('kid');
  expect(filmField('/films/scan-%06d.dpx')).toBe('scan-06d');
  expect(shotField(undefined)).toBe('whole');
});
