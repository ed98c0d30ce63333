import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProjectCommand } from '../../src/shared/model/document.ts';
import { openProject } from '../../src/engine/project/index.ts';
import { writeBigProject } from '../../src/engine/project/testing/big-project.ts';
import { samplePoint } from '../../src/engine/project/testing/sample-project.ts';
import { type Bench, median, medianMs } from './bench.ts';

const door = fileURLToPath(new URL('../../src/engine/project/index.ts', import.meta.url));

/** Time in ms of the first `openProject` in a process that has loaded the module but not called it. */
function firstOpenMs(path: string): number {
  const script = `const { openProject } = await import(${JSON.stringify(door)}); const start = performance.now(); const store = openProject(${JSON.stringify(path)}); console.log(performance.now() - start); store.close();`;
  return Number(execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], { encoding: 'utf8' }));
}

/** A project of 2,000 shots, 200,000 frames, 4,000 keyframes and 40,000 hints; compared with reading and parsing the same document from one JSON file without validation. */
const projectOpen: Bench = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-bench-'));
  try {
    const path = join(folder, 'feature.tintype');
    writeBigProject(path);
    const first = median(Array.from({ length: 7 }, () => firstOpenMs(path)));
    const again = await medianMs(9, () => { openProject(path).close(); });
    const store = openProject(path);
    const json = join(folder, 'feature.json');
    writeFileSync(json, JSON.stringify(store.document));
    const plain = await medianMs(9, () => { JSON.parse(readFileSync(json, 'utf8')); });
    const keyframeId = store.document.keyframes[2000]!.id;
    let number = 0;
    const hint = await medianMs(25, () => {
      const command = ProjectCommand.parse({ kind: 'addHint', keyframeId, hint: samplePoint(`bench-${++number}`) });
      store.apply({ baseRevision: store.revision, command });
    });
    const undo = await medianMs(20, () => { store.undo(); });
    store.close();
    const yardstick = { name: 'the same document as JSON, unchecked', median: plain };
    return [
      { name: 'Open 2,000 shots, 40,000 hints, first in its process', median: first, unit: 'ms', bar: '≤ 1000 ms', yardstick },
      { name: 'Open 2,000 shots, 40,000 hints, again', median: again, unit: 'ms', bar: '≤ 1000 ms', yardstick },
      { name: 'Add a hint to that project, on the disk', median: hint, unit: 'ms' },
      { name: 'Undo in that project, on the disk', median: undo, unit: 'ms' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
export default projectOpen;
