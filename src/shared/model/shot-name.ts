/** Names that the program gives: `Shot 03`, `Not in list 01`, and those of parts that were split off, `Shot 03 b`. */
const OF_PROGRAM = /^(?:Shot|Not in list|Not in sequence) \d+(?: (?:[b-z]|\d+))?$/;

/** Whether a shot's name was chosen by the user or by an edit list. */
function isChosen(name: string): boolean {
  return !OF_PROGRAM.test(name);
}

/** A part that is split off has its shot's name with a letter. */
function isPartOf(name: string, other: string): boolean {
  const whole = (each: string): string => each.replace(/ [b-z]$/, '');
  return whole(name) === whole(other);
}

/** Name of two shots that become one: the first one's, unless the second one's alone was chosen. */
export function mergedName(first: string, second: string): string {
  return !isChosen(first) && isChosen(second) && !isPartOf(second, first) ? second : first;
}

/** Whether the second shot's name was chosen, and is lost. */
export function isNameLost(first: string, second: string): boolean {
  return isChosen(second) && !isPartOf(second, first) && mergedName(first, second) !== second;
}
