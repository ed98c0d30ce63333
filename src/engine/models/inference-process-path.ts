import { fileURLToPath } from 'node:url';
import { moduleBeside } from '../../shared/module-beside.ts';

/** The file of the inference process. */
export const INFERENCE_PROCESS = fileURLToPath(moduleBeside(import.meta.url, 'inference.process'));
