import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer as `tintype serve` hands it to a browser. */
export default defineConfig({
  root: resolve(import.meta.dirname, 'src/renderer'),
  plugins: [react()],
  build: { outDir: resolve(import.meta.dirname, 'out/studio'), emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 2_000 },
});
