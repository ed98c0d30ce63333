/**
 * Contents of an installer, for electron-builder 26 (`npm run package`). The archive contains only the shell; the engine, a separate process, lies
 * beside it with its models and native modules (`asarUnpack`), since SQLite, ONNX Runtime and ffmpeg read files of the disk only.
 */

const PLATFORMS = ['linux', 'darwin', 'win32'] as const;

/** Native libraries of other systems and processors. `${arch}` is electron-builder's word for the processor that an installer is for. */
function othersOf(platform: NodeJS.Platform): readonly string[] {
  const others = `{${PLATFORMS.filter((each) => each !== platform).join(',')}}`;
  const [runtime, sqlite] = ['node_modules/onnxruntime-node/bin/napi-v6', 'node_modules/better-sqlite3/prebuilds'];
  return [`${runtime}/${others}/**`, `${runtime}/${platform}/!(\${arch})/**`, `${sqlite}/${others}*`, `${sqlite}/linuxmusl*`, `${sqlite}/${platform}-!(\${arch}).node`];
}

/**
 * In the archive or beside it, for the system that packages: installers are made on the system that they are for. Packages that only building needs are
 * left out by electron-builder itself. In one list: electron-builder takes a list that begins with what is left out as all files but these.
 */
export const FILES: readonly string[] = [
  'package.json', 'CHANGELOG.md', 'out/main/**', 'out/preload/**', 'out/renderer/**', 'resources/**', 'docs/guide/**', 'docs/pictures/*.jpg', '!**/*.map',
  // The engine runs in Electron's own Node; SQLite comes as a binary; typings and sources of packages are not read.
  '!node_modules/node/**', '!node_modules/better-sqlite3/{deps,src}/**', '!node_modules/**/*.{ts,mts,cts}', ...othersOf(process.platform).map((pattern) => `!${pattern}`),
];
/** Beside the archive: files that the engine's processes and native libraries open. `package.json` says that their scripts are ES modules. */
export const UNPACKED: readonly string[] = ['package.json', 'out/main/**', 'out/renderer/**', 'resources/**', 'docs/**', 'node_modules/**'];

export default {
  appId: 'net.tintype.editor',
  productName: 'Tintype',
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'packaging' },
  files: FILES,
  // A deb names both; a build that is given away has its own.
  extraMetadata: { homepage: 'https://tintype.invalid', author: { name: 'Tintype', email: 'nobody@tintype.invalid' } },
  asar: true,
  asarUnpack: UNPACKED,
  // The packages contain Node-API binaries, which need no rebuild for Electron.
  npmRebuild: false,
  icon: 'packaging/icon.png',
  fileAssociations: [{ ext: 'tintype', name: 'Tintype project', description: 'Tintype project', mimeType: 'application/x-tintype', role: 'Editor' }],
  linux: { target: ['AppImage', 'deb'], category: 'AudioVideo', synopsis: 'Colours black-and-white film', executableName: 'tintype' },
  deb: { depends: ['ffmpeg', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'] },
  // Untested. ONNX Runtime has no library for Intel processors any more.
  mac: { target: [{ target: 'dmg', arch: ['arm64'] }], category: 'public.app-category.video', hardenedRuntime: true },
  // Untested.
  win: { target: ['nsis'] },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true, perMachine: false },
  electronFuses: {
    // The engine is Electron run as Node (`ELECTRON_RUN_AS_NODE`), and so are its processes.
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  // No update feed: Tintype opens no connections by itself. A private build may set one here.
  publish: null,
};
