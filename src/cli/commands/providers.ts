import { createEngine } from '../../engine/engine.ts';
import { openPreferences, PROVIDER_PREFERENCE, providerSetting } from '../../engine/preferences.ts';
import { providerText } from '../../shared/model/provider.ts';
import type { CommandContext, ProvidersOptions } from '../command-options.ts';

/** Nothing is downloaded by Tintype: the user runs the script that onnxruntime ships. */
const INSTALL_CUDA = `CUDA's library for onnxruntime is not shipped (some 300 MB). To install it, on Linux x64, with the NVIDIA driver and CUDA 12 with cuDNN 9 there:

    node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12

run in Tintype's folder. The script downloads the library from its maker's package feed; Tintype itself downloads nothing. Then:

    tintype models providers --measure

No release of Tintype has been tried with CUDA. It is used only where its colour agrees with the CPU's on this computer.`;

/** `tintype models providers`. */
export async function providers({ measure, use, installCuda }: ProvidersOptions, { output }: CommandContext): Promise<void> {
  if (installCuda === true) {
    output.result({ text: INSTALL_CUDA }, INSTALL_CUDA);
    return;
  }
  const engine = await createEngine({ jobsDatabase: ':memory:' });
  try {
    const preferences = openPreferences(engine.directories.data);
    if (use !== undefined) preferences.set(PROVIDER_PREFERENCE, use);
    if (measure === true) output.note('Colouring 21 small frames and 4 of 854×480 on each provider…');
    const found = measure === true ? await engine.providers.measure() : engine.providers.statuses();
    for (const status of found) output.result(status, `${status.name}: ${providerText(status)}`);
    output.note(`Setting: ${providerSetting(preferences)}.`);
  } finally {
    await engine.close();
  }
}
