import { readFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ProviderId } from '../../../shared/model/provider.ts';
import { VERSION } from '../../../shared/version.ts';
import { writePrivateFile } from '../../artefacts/index.ts';
import type { InstalledModel } from '../installed-model.ts';
import type { ProviderTrial } from './provider-choice.ts';

/** The trials of machines, kept in the data folder, which several machines may share. */
export interface ProviderMemory {
  /** Those of this machine with these networks. */
  trials(): readonly ProviderTrial[] | undefined;
  /** Never throws: without them the machine is measured again. */
  keep(trials: readonly ProviderTrial[]): void;
}

const Trial = z.object({
  id: ProviderId, end: z.enum(['agrees', 'differs', 'failed', 'missing']), reason: z.string().optional(), differenceAb: z.number().optional(), framesPerSecond: z.number().optional(), threads: z.number().int().positive().optional(),
  threadSpeeds: z.array(z.object({ threads: z.number().int().positive(), framesPerSecond: z.number() })).optional(),
});
const Measured = z.object({ machine: z.string(), networks: z.string(), at: z.string(), trials: z.array(Trial) });
const Stored = z.array(Measured);
/** Machines and versions that are remembered. */
const KEPT = 16;

/** This machine, as far as its speed depends on it, and the program, whose onnxruntime is a fixed one. */
function machineName(): string {
  const processors = cpus();
  return [hostname(), process.platform, process.arch, processors[0]?.model ?? '', processors.length, VERSION].join(' ');
}

export function openProviderMemory(dataDirectory: string, { models, machine = machineName() }: { readonly models: readonly Pick<InstalledModel, 'version' | 'id' | 'task'>[]; readonly machine?: string }): ProviderMemory {
  const path = join(dataDirectory, 'providers.json');
  const networks = models.filter(({ task }) => task !== 'automatic').map(({ id, version }) => `${id} ${version}`).sort().join(', ');
  const all = (): z.infer<typeof Stored> => {
    try {
      return Stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // Nothing was measured yet, or the file is damaged: measured anew.
      return [];
    }
  };
  const isThis = (each: { readonly machine: string; readonly networks: string }): boolean => each.machine === machine && each.networks === networks;
  return {
    trials: () => all().find(isThis)?.trials,
    keep(trials) {
      const next = [{ machine, networks, at: new Date().toISOString(), trials }, ...all().filter((each) => !isThis(each))].slice(0, KEPT);
      try {
        writePrivateFile(path, `${JSON.stringify(next, null, 2)}\n`);
      } catch {
        // A disk that is full or not to be written is told by the work itself.
      }
    },
  };
}
