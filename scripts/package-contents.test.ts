import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import config, { FILES } from '../packaging/electron-builder.config.ts';
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

test('beside the archive lies package.json, without which the engine’s scripts are no ES modules', () => {
  expect(files.find(({ path }) => path === 'package.json')).toMatchObject({ unpacked: true });
  expect(files.find(({ path }) => path === 'out/main/engine.process.js')?.unpacked).not.toBe(false);
});

test('nothing of the tests, the training or the tools that build it is in it', () => {
  const foreign = [...paths].filter((path) => /^(test|training|scripts|src)\//.test(path) || /^node_modules\/(vitest|typescript|electron|@playwright|eslint)\//.test(path));
  expect(foreign).toEqual([]);
});

test('it holds native libraries for this system and processor alone, and neither a second Node nor the sources of SQLite', () => {
  const native = [...paths].filter((path) => path.startsWith('node_modules/onnxruntime-node/bin/') || path.startsWith('node_modules/better-sqlite3/prebuilds/'));
  expect(native.length).toBeGreaterThan(1);
  const others = ['linux', 'darwin', 'win32', 'x64', 'arm64'].filter((name) => name !== process.platform && name !== process.arch).concat('linuxmusl');
  expect(native.filter((path) => others.some((name) => path.slice('node_modules/'.length).split(/[/.-]/).includes(name)))).toEqual([]);
  expect([...paths].filter((path) => path.startsWith('node_modules/node/') || path.startsWith('node_modules/better-sqlite3/deps/'))).toEqual([]);
});

test('the patterns begin with what is in, since electron-builder takes a list that begins with what is left out as all files of the checkout', () => {
  expect(FILES[0]).not.toMatch(/^!/);
  expect([config.linux, config.mac, config.win].filter((each) => 'files' in each)).toEqual([]);
  // A deb is refused without them.
  expect(config.extraMetadata).toMatchObject({ homepage: expect.stringMatching(/^https:/) as string, author: { email: expect.stringMatching(/@/) as string } });
});

test('the fuses keep the program to its own archive; no update feed is set, and a project opens with a double click', () => {
  expect(config.electronFuses).toMatchObject({ onlyLoadAppFromAsar: true, enableEmbeddedAsarIntegrityValidation: true, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false, grantFileProtocolExtraPrivileges: false });
  expect(config.publish).toBeNull();
  expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['tintype']);
  expect([config.linux.target, config.win.target, config.mac.target[0]?.arch]).toEqual([['AppImage', 'deb'], ['nsis'], ['arm64']]);
  // A PNG of at least 512 samples, of which the other formats are made.
  const icon = join(ROOT, config.icon);
  expect(existsSync(icon)).toBe(true);
  expect(readFileSync(icon).readUInt32BE(16)).toBeGreaterThanOrEqual(512);
});
