#!/usr/bin/env node
// Starts the command line under Node 24: in this process when it is one, else in the Node that the setup brought.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const entry = new URL('../src/cli/main.ts', import.meta.url);

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await keepCompiledCode();
  const { run } = await import(entry.href);
  process.exitCode = await run(process.argv.slice(2));
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const bundled = new URL(`../node_modules/node/bin/${name}`, import.meta.url);
  if (existsSync(bundled)) runUnder(bundled);
  else {
    process.stderr.write(`Tintype needs Node 24; this is ${process.versions.node}. Run "npm run setup" in its folder, which brings it.\n`);
    process.exitCode = 1;
  }
}

/** Compiled code is kept among the program's own derived data: Node's default is one folder in the temporary one, shared by all users. */
async function keepCompiledCode() {
  const { defaultDirectories } = await import('../src/engine/directories.ts');
  const { makePrivateFolder } = await import('../src/engine/artefacts/private-file.ts');
  const { cache } = defaultDirectories();
  if (cache === '') return;
  try {
    makePrivateFolder(cache);
    module.enableCompileCache?.(join(cache, 'node-compile-cache'));
  } catch {
    // A folder that cannot be made: the command itself says so where it needs one.
  }
}

/** @param {URL} node */
function runUnder(node) {
  const child = spawn(fileURLToPath(node), [fileURLToPath(entry), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both; a signal sent to this process alone is passed on. The child decides what it means.
  const terminal = process.stdin.isTTY === true;
  for (const signal of SIGNALS) process.on(signal, () => { if (!(terminal && signal === 'SIGINT')) child.kill(signal); });
  child.on('error', (error) => {
    process.stderr.write(`Tintype could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => { process.exitCode = code ?? 128 + constants.signals[signal]; });
}
