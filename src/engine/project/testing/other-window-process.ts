import { openProject } from '../index.ts';
import { sampleKeyframe, samplePoint } from './sample-project.ts';

/** Entry of the process that {@link openInOtherWindow} starts. Runs until it is killed or its standard input ends. */
const [path, what] = process.argv.slice(2);
const store = openProject(path!);
process.stdout.write(`readOnly=${String(store.readOnly)}\n`);
process.stdin.on('end', () => {
  store.close();
  process.exit();
}).resume();

if (what === 'paint') {
  const [shot] = store.document.shots;
  for (let frame = 0; frame < 100_000; frame++) {
    store.apply({ baseRevision: store.revision, command: { kind: 'addKeyframe', keyframe: sampleKeyframe(`key-${frame}`, shot!.id, frame, [samplePoint('a'), samplePoint('b')]) } });
    process.stdout.write(`${frame}\n`);
    // Lets the pipe flush the line before the next one.
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}
