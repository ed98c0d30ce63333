/**
 * Contents of an installer, for electron-builder 26 (`npm run package`). The archive contains only the shell; the engine, a separate process, lies
 * beside it with its models and native modules (`asarUnpack`), since SQLite, ONNX Runtime and ffmpeg read files of the disk only.
 */

/** In the archive or beside it. Packages that only building needs are left out by electron-builder itself. */
export const FILES: readonly string[] = ['package.json', 'CHANGELOG.md', 'out/main/**', 'out/preload/**', 'out/renderer/**', 'resources/**', 'docs/guide/**', 'docs/pictures/*.jpg', '!**/*.map'];
/** Beside the archive: files that the engine's processes and native libraries open. */
export const UNPACKED: readonly string[] = ['out/main/**', 'out/renderer/**', 'resources/**', 'docs/**', 'node_modules/**'];

export default {
  appId: 'net.tintype.editor',
  productName: 'Tintype',
  artifactName: '${productName}-${version}-${os}-${arch}.${ext}',
  directories: { output: 'dist', buildResources: 'packaging' },
  files: FILES,
  asar: true,
  asarUnpack: UNPACKED,
  // The packages contain Node-API binaries, which need no rebuild for Electron.
  npmRebuild: false,
  icon: 'packaging/icon.png',
  fileAssociations: [{ ext: 'tintype', name: 'Tintype project', description: 'Tintype project', mimeType: 'application/x-tintype', role: 'Editor' }],
  linux: { target: ['AppImage', 'deb'], category: 'AudioVideo', synopsis: 'Colours black-and-white film', executableName: 'tintype' },
  deb: { depends: ['ffmpeg', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'] },
  // Untested.
  mac: { target: [{ target: 'dmg', arch: ['universal'] }], category: 'public.app-category.video', hardenedRuntime: true },
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
