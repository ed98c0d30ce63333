import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Bench, medianMs } from './bench.ts';

const tintype = fileURLToPath(new URL('../../bin/tintype.mjs', import.meta.url));

/** Time of `--help`, compared with an empty Node program as the lower bound. */
const commandLine: Bench = async () => {
  const help = await medianMs(9, () => execFileSync(process.execPath, [tintype, '--help'], { stdio: 'ignore' }));
  const empty = await medianMs(9, () => execFileSync(process.execPath, ['-e', '0'], { stdio: 'ignore' }));
  return [{ name: 'tintype --help', median: help, unit: 'ms', bar: '≤ 300 ms', yardstick: { name: 'an empty Node program', median: empty } }];
};
export default commandLine;
