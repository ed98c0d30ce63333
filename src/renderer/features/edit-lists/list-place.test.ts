import { expect, test } from 'vitest';
import { listPath, listPlace } from './list-place.ts';

test('a list is written beside the project, by the name of the clip', () => {
  expect(listPath(listPlace('/films/harbour.tintype', 'harbour.mov'))).toBe('/films/harbour shots.edl');
  expect(listPath(listPlace('C:\\films\\harbour.tintype', 'harbour'))).toBe('C:\\films\\harbour shots.edl');
  expect(listPath(listPlace('/harbour.tintype', 'harbour.mov'))).toBe('/harbour shots.edl');
});

test('an ending that was typed is not doubled', () => {
  expect(listPath({ folder: '/films/', name: ' reel.FCPXML ', ending: '.fcpxml' })).toBe('/films/reel.fcpxml');
  expect(listPath({ folder: '/films', name: 'reel.v2', ending: '.otio' })).toBe('/films/reel.v2.otio');
});
