import type { ProviderStatus } from '../../../shared/model/provider.ts';
import { byteText } from './job-text.ts';

/** Pure: `CPU, 1.84 f/s`, the speed as the trial of providers measured it; the name alone where nothing was measured. */
export function deviceText({ name, framesPerSecond }: Pick<ProviderStatus, 'name' | 'framesPerSecond'>): string {
  return framesPerSecond === undefined ? name : `${name}, ${framesPerSecond.toFixed(framesPerSecond < 10 ? 2 : 0)} f/s`;
}

/** Pure: what the figure of `deviceText` means. */
export function deviceTitle({ name, framesPerSecond }: Pick<ProviderStatus, 'name' | 'framesPerSecond'>): string {
  return framesPerSecond === undefined
    ? `${name} runs the networks. Its speed has not been measured on this computer: Settings, Performance, Measure.`
    : `${name} runs the networks. Measured on this computer: ${framesPerSecond.toFixed(2)} propagated frames of 854×480 a second.`;
}

/** Pure: `Cache 41 of 200 GB`, `Cache 3.2 MB of 20 GB`. */
export function cacheText({ bytes, budgetBytes }: { readonly bytes: number; readonly budgetBytes: number }): string {
  const [used = '', usedUnit = ''] = byteText(bytes).split(' ');
  const budget = byteText(budgetBytes);
  return `Cache ${budget.endsWith(` ${usedUnit}`) ? used : `${used} ${usedUnit}`} of ${budget}`;
}
