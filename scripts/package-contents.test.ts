import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config from '../packaging/electron-builder.config.ts';
import { packageContents, ROOT } from '../packaging/package-contents.ts';

const files = packageContents();
const paths = new Set(files.map(({ path }) => path));

test('an installation holds the networks with their cards, the sample film, the guide and the licences', () => {
  for (const path of ['resources/licences.json', 'resources/sample/sample.mov', 'docs/guide/README.md', 'CHANGELOG.md', 'resources/models/hint-unet/paint.onnx', 'resources/models/hint-unet/MODEL_CARD.md', 'resources/models/propagation/manifest.json', 'resources/models/propagation-painter/paint.onnx']) expect(paths).toContain(path);
});

test('native modules and networks lie outside the archive, since libraries of the system cannot read from it', () => {
  const native = files.filter(({ path }) => /\.(node|so|dll|dylib|wasm|onnx)(\.\d+)*$/.test(path));
  expect(native.map(({ path }) => path).filter((path) => path.includes('onnxruntime')).length).toBeGreaterThan(0);
  expect(native.some(({ path }) => path.includes('better-sqlite3'))).toBe(true);
  expect(native.filter(({ unpacked }) => !unpacked)).toEqual([]);
});

test('nothing of the tests, the training or the tools that build it is in it', () => {
  const foreign = [...paths].filter((path) => /^(test|training|scripts|src)\//.test(path) || /^node_modules\/(vitest|typescript|electron|@playwright|eslint)\//.test(path));
  expect(foreign).toEqual([]);
});

test('the fuses keep the program to its own archive; no update feed is set, and a project opens with a double click', () => {
  expect(config.electronFuses).toMatchObject({ onlyLoadAppFromAsar: true, enableEmbeddedAsarIntegrityValidation: true, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false });
  expect(config.publish).toBeNull();
  expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['tintype']);
  expect([config.linux.target, config.win.target, config.mac.target[0]?.arch]).toEqual([['AppImage', 'deb'], ['nsis'], ['universal']]);
  // A PNG of at least 512 samples, of which the other formats are made.
  const icon = join(ROOT, config.icon);
  expect(existsSync(icon)).toBe(true);
  expect(readFileSync(icon).readUInt32BE(16)).toBeGreaterThanOrEqual(512);
});
