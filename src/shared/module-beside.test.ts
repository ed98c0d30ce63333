import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { moduleBeside } from './module-beside.ts';

test('an entry lies beside the module, as source or in the bundle', () => {
  expect(moduleBeside('file:///tintype/src/engine/deliver/merge-pool.ts', 'merge.worker').href).toBe('file:///tintype/src/engine/deliver/merge.worker.ts');
  expect(moduleBeside('file:///C:/Tintype/out/main/engine.process-1f.js', 'merge.worker').href).toBe('file:///C:/Tintype/out/main/merge.worker.js');
});

test('the file of every process and thread exists and is an entry of the bundle', () => {
  const source = join(import.meta.dirname, '..');
  const bundled = readFileSync(join(source, '..', 'electron.vite.config.ts'), 'utf8');
  const started: string[] = [];
  for (const file of globSync('{engine,main,cli}/**/*.ts', { cwd: source }).filter((each) => !each.includes('test'))) {
    const text = readFileSync(join(source, file), 'utf8');
    const names = [...text.matchAll(/moduleBeside\(import\.meta\.url, '([^']+)'\)/g)].map(([, name]) => name!);
    // A worker is started elsewhere only by a module that receives its entry as a parameter.
    if (/new Worker\((?!entry\))/.test(text) && text.includes('node:worker_threads')) expect(names, `${file} starts a thread`).toHaveLength(1);
    for (const name of names) {
      expect(existsSync(join(source, dirname(file), `${name}.ts`)), `${name} of ${file}`).toBe(true);
      expect(bundled).toContain(`'${name}': at('src/${dirname(file)}/${name}.ts')`);
      started.push(name);
    }
  }
  expect(started.toSorted()).toEqual(['boundaries.worker', 'flow.worker', 'inference.process', 'mask.worker', 'merge.worker']);
});
