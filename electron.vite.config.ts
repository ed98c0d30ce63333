import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (...parts: readonly string[]): string => resolve(import.meta.dirname, ...parts);

/** The desktop program: shell, bridge, renderer, and the engine with its processes and threads. */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      rolldownOptions: {
        input: {
          index: at('src/main/index.ts'),
          // Processes and threads are entries of their own, found by src/shared/module-beside.ts.
          'engine.process': at('src/main/engine.process.ts'),
          'inference.process': at('src/engine/models/inference.process.ts'),
          'merge.worker': at('src/engine/deliver/merge.worker.ts'),
          'flow.worker': at('src/engine/propagate/flow.worker.ts'),
          'mask.worker': at('src/engine/propagate/mask.worker.ts'),
          'boundaries.worker': at('src/engine/shots/boundaries.worker.ts'),
        },
        // All in one folder: `resources/models` and the entries are found from any of them.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      // A sandboxed preload is CommonJS.
      rolldownOptions: { input: { index: at('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: at('src/renderer'),
    plugins: [react()],
    build: { outDir: at('out/renderer'), minify: true, rolldownOptions: { input: at('src/renderer/index.html') }, chunkSizeWarningLimit: 2_000 },
  },
});
