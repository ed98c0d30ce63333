import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { besideArchive, projectAmong } from './files.ts';

test('the engine of an installed program is started beside the archive, that of a checkout where it lies', () => {
  expect(besideArchive('/opt/Tintype/resources/app.asar/out/main/engine.process.js')).toBe('/opt/Tintype/resources/app.asar.unpacked/out/main/engine.process.js');
  expect(besideArchive('C:\\Tintype\\resources\\app.asar\\out\\main\\engine.process.js')).toBe('C:\\Tintype\\resources\\app.asar.unpacked\\out\\main\\engine.process.js');
  expect(besideArchive('/checkout/out/main/engine.process.js')).toBe('/checkout/out/main/engine.process.js');
});

test('a project among the arguments is found, relative to the folder of the call; what is no project or not there is not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-arguments-'));
  try {
    writeFileSync(join(folder, 'Reel 2.TINTYPE'), '');
    expect(projectAmong(['--no-sandbox', 'Reel 2.TINTYPE'], folder)).toBe(join(folder, 'Reel 2.TINTYPE'));
    expect(projectAmong([join(folder, 'Reel 2.TINTYPE')])).toBe(join(folder, 'Reel 2.TINTYPE'));
    expect(projectAmong(['gone.tintype', '--flag=x.tintype', 'film.mov'], folder)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
