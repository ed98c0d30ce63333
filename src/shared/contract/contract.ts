import { colorizeContract } from './colorize.ts';
import { deliverContract } from './deliver.ts';
import { farmContract } from './farm.ts';
import { interchangeContract } from './interchange.ts';
import { jobsContract } from './jobs.ts';
import { mediaContract } from './media.ts';
import { projectContract } from './project.ts';
import { propagateContract } from './propagate.ts';
import { qualityContract } from './quality.ts';
import { systemContract } from './system.ts';

/** The whole wire: one contract for Electron, the studio in a browser, and tests. */
export const contract = {
  project: projectContract,
  media: mediaContract,
  colorize: colorizeContract,
  propagate: propagateContract,
  deliver: deliverContract,
  interchange: interchangeContract,
  quality: qualityContract,
  jobs: jobsContract,
  farm: farmContract,
  system: systemContract,
};
