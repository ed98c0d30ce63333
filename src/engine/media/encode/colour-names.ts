/**
 * ffmpeg calls two transfer curves by one name where it reads a file and in filters (`bt470m`, `bt470bg`), and by another as an option of an
 * encoder (`gamma22`, `gamma28`). PAL DVDs have the second.
 */
const OPTION_NAMES: Readonly<Record<string, string>> = { bt470m: 'gamma22', bt470bg: 'gamma28' };
const FILTER_NAMES: Readonly<Record<string, string>> = { gamma22: 'bt470m', gamma28: 'bt470bg' };

/** A transfer's name for `-color_trc`. */
export function optionTransfer(name: string): string {
  return OPTION_NAMES[name] ?? name;
}

/** A transfer's name for the filter `setparams`. */
export function filterTransfer(name: string): string {
  return FILTER_NAMES[name] ?? name;
}
