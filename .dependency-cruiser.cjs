/** The arrows of docs/architecture.md: they point down, and each boundary has one door. */
const room = (name) => `^src/engine/${name}/`;
/** Floors from the ground up. A room imports rooms of lower floors only, never one of its own floor. */
const floors = [['artefacts'], ['media', 'models', 'project'], ['shots', 'jobs', 'interchange'], ['colorize', 'propagate', 'deliver', 'quality'], ['app']];
const rooms = floors.flat();
/** Folders of `app`, and those of which a folder may import; files beside the folders (`app.ts`, `services.ts`) are open to all. Tests may import any. */
const appFolders = {
  clips: [], shots: ['clips'], colorize: ['shots', 'clips'], machine: ['shots'],
  propagate: ['farm', 'colorize', 'shots', 'clips'], track: ['propagate', 'clips'],
  quality: ['deliver', 'colorize', 'shots'], deliver: ['quality', 'farm', 'shots', 'clips'],
  farm: ['deliver', 'propagate', 'machine', 'shots'], interchange: ['deliver', 'colorize', 'shots'],
};
const only = (name, comment, target, doors) => ({
  name, comment, severity: 'error', from: { path: '^src/', pathNot: doors }, to: { path: target },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'shared-is-pure', comment: 'src/shared imports nothing of the house and no platform', severity: 'error',
      from: { path: '^src/shared/', pathNot: '\\.test\\.ts$' }, to: { pathNot: ['^src/shared/', 'node_modules/(zod|@orpc/contract|@orpc/client|mutative)'] } },
    { name: 'engine-knows-no-shell', severity: 'error', from: { path: '^src/engine/' }, to: { path: '^src/(main|preload|renderer|cli)/' } },
    { name: 'renderer-speaks-the-wire-only', severity: 'error', from: { path: '^src/renderer/' }, to: { path: '^src/(engine|main|cli)/' } },
    ...floors.flatMap((floor, index) => floor.map((name) => ({ name: `floor-of-${name}`, comment: 'a room imports shared and lower floors only', severity: 'error',
      from: { path: room(name) }, to: { path: '^src/engine/', pathNot: [room(name), ...floors.slice(0, index).flat().map(room), ...(name === 'app' ? ['^src/engine/(directories|speeds|system|preferences|event-hub)\\.ts$'] : [])] } }))),
    ...Object.entries(appFolders).map(([name, below]) => ({ name: `arrows-of-app-${name}`, comment: 'a folder of app imports those named for it', severity: 'error',
      from: { path: `^src/engine/app/${name}/`, pathNot: '\\.test\\.ts$' }, to: { path: '^src/engine/app/', pathNot: [name, ...below].map((each) => `^src/engine/app/${each}/`).concat('^src/engine/app/[a-z-]+\\.ts$') } })),
    ...[...rooms, 'server'].map((name) => ({ name: `one-door-of-${name}`, comment: 'a room is entered by its index.ts', severity: 'error',
      from: { path: '^src/', pathNot: room(name) }, to: { path: room(name), pathNot: `${room(name)}(index\\.ts$|testing/)` } })),
    { name: 'router-is-below-server', severity: 'error', from: { path: '^src/engine/(router|engine)(\\.ts|/)' }, to: { path: '^src/engine/server/' } },
    only('child-process-door', 'ffmpeg is started in media/ffmpeg alone; the other programs are our own processes', '^(node:)?child_process$',
      '^src/engine/media/ffmpeg/|^src/engine/models/|^src/engine/jobs/farm/redis-server\\.ts$|^src/main/|\\.test\\.ts$|/(testing|fixtures)/'),
    only('electron-door', 'only src/main imports electron (preload has its bridge)', 'node_modules/electron/|^electron$', '^src/(main|preload)/'),
    only('onnxruntime-door', 'only the inference process imports onnxruntime-node', 'onnxruntime-node', '^src/engine/models/inference\\.process\\.ts$'),
    only('opencv-door', 'only the optical flow imports OpenCV', '@opencvjs/', '^src/engine/propagate/optical-flow\\.ts$'),
    only('bullmq-door', 'only jobs/ speaks to a farm', 'node_modules/(bullmq|ioredis)', '^src/engine/jobs/'),
    only('xml-door', 'only the reader of edit lists imports an XML parser', 'node_modules/fast-xml-parser', '^src/engine/interchange/xml/'),
    only('sqlite-door', 'only project/, jobs/ and artefacts/ import better-sqlite3', 'better-sqlite3', '^src/engine/(project|jobs|artefacts)/'),
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] } },
};
