/** The arrows of docs/architecture.md: they point down, and each boundary has one door. */
const room = (name) => `^src/engine/${name}/`;
const groundRooms = ['media', 'models', 'project', 'jobs', 'cache'];
const workRooms = ['colorize', 'propagate', 'deliver'];
const only = (name, comment, target, doors) => ({
  name, comment, severity: 'error', from: { path: '^src/', pathNot: doors }, to: { path: target },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'shared-is-pure', comment: 'src/shared imports nothing of the house and no platform', severity: 'error',
      from: { path: '^src/shared/', pathNot: '\\.test\\.ts$' }, to: { pathNot: ['^src/shared/', 'node_modules/(zod|@orpc/contract|@orpc/client|culori|mutative)'] } },
    { name: 'engine-knows-no-shell', severity: 'error', from: { path: '^src/engine/' }, to: { path: '^src/(main|preload|renderer|cli)/' } },
    { name: 'renderer-speaks-the-wire-only', severity: 'error', from: { path: '^src/renderer/' }, to: { path: '^src/(engine|main|cli)/' } },
    ...groundRooms.map((name) => ({ name: `ground-floor-${name}`, comment: 'ground rooms do not import each other nor anything above', severity: 'error',
      from: { path: room(name) }, to: { path: '^src/engine/', pathNot: room(name) } })),
    ...workRooms.map((name) => ({ name: `work-floor-${name}`, comment: 'work rooms import ground rooms and shared only', severity: 'error',
      from: { path: room(name) }, to: { path: '^src/engine/', pathNot: [room(name), ...groundRooms.map(room)] } })),
    { name: 'rooms-do-not-know-the-session', comment: 'the session is one floor above the work rooms', severity: 'error', from: { path: '^src/engine/(media|models|project|jobs|cache|colorize|propagate|deliver)/' }, to: { path: '^src/engine/session/' } },
    ...[...groundRooms, ...workRooms, 'session', 'server', 'sample-film', 'evaluate'].map((name) => ({ name: `one-door-of-${name}`, comment: 'a room is entered by its index.ts', severity: 'error',
      from: { path: '^src/', pathNot: room(name) }, to: { path: room(name), pathNot: `${room(name)}index\\.ts$` } })),
    { name: 'router-is-below-server', severity: 'error', from: { path: '^src/engine/(router|engine)(\\.ts|/)' }, to: { path: '^src/engine/server/' } },
    { name: 'engine-does-not-import-server-from-rooms', severity: 'error', from: { path: '^src/engine/(media|models|project|jobs|cache|colorize|propagate|deliver|session)/' }, to: { path: '^src/engine/(router|engine|server)' } },
    only('electron-door', 'only src/main imports electron (preload has its bridge)', 'node_modules/electron/|^electron$', '^src/(main|preload)/'),
    only('onnxruntime-door', 'only the inference process imports onnxruntime-node', 'onnxruntime-node', '^src/engine/models/inference\\.process\\.ts$'),
    only('opencv-door', 'only the optical flow imports OpenCV', '@opencvjs/', '^src/engine/propagate/optical-flow\\.ts$'),
    only('sqlite-door', 'only project/ and jobs/ import better-sqlite3', 'better-sqlite3', '^src/engine/(project|jobs)/'),
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] } },
};
