import type { KeyOverrides } from './key-bindings.ts';

/** Keys under a name. */
export interface KeySet {
  readonly name: string;
  readonly keys: KeyOverrides;
}

/** The keys that every command has at first. */
export const STANDARD_KEYS: KeySet = { name: 'Tintype', keys: {} };

/** I and O mark in all three programs; what they do in Tintype goes to Alt. */
const MARKS: KeyOverrides = { 'play.markIn': ['KeyI'], 'play.markOut': ['KeyO'], 'tool.pick': ['Alt+KeyI'], 'view.original': ['Alt+KeyO'] };

/** The suggestions, where their digits are taken. */
const SUGGESTIONS: KeyOverrides = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`colour.suggestion${index + 1}`, [`$mod+Alt+Digit${index + 1}`]]));

/**
 * What differs from Tintype's own keys in other programs, for commands that both have, by the defaults of those programs on Windows and Linux.
 * The rest is the same, as J K L, Space, the arrows, Home, End, undo and M for a marker; what a key of theirs did in Tintype has another one.
 * Read: DaVinci Resolve 18.6 Reference Manual, "Simple Keyboard Shortcuts for Playback and Navigation" and "Special-Purpose Playback Commands" (all but
 * Shift '); of Media Composer 1 to 5, E and R; of Premiere $mod K and \. The others are from use of the programs, and no document was at hand.
 */
const OTHER_PROGRAMS: readonly KeySet[] = [
  {
    name: 'DaVinci Resolve',
    keys: {
      ...MARKS,
      'play.goTo': ['Equal'], 'view.zoomIn': ['Shift+Equal'],
      'play.loop': ['$mod+Slash'],
      'play.previousKeyframe': ['Shift+Semicolon'], 'play.nextKeyframe': ['Shift+Quote'], 'hint.previousPathPoint': ['Alt+Quote'],
      'help.keys': ['$mod+Alt+KeyK', 'Shift+Slash', 'F1'],
    },
  },
  {
    name: 'Avid Media Composer',
    keys: {
      ...MARKS, ...SUGGESTIONS,
      'play.markIn': ['KeyI', 'KeyE'], 'play.markOut': ['KeyO', 'KeyR'], 'tool.eraser': ['Alt+KeyE'],
      'play.clearMarks': ['KeyG'], 'tool.auto': ['Alt+KeyA'],
      'play.previousCut': ['KeyA', 'ArrowUp'], 'play.nextCut': ['KeyS', 'ArrowDown'], 'shot.addAutomaticKeyframe': ['Alt+KeyK'],
      'play.backTen': ['Digit1', 'Shift+ArrowLeft'], 'play.forwardTen': ['Digit2', 'Shift+ArrowRight'],
      'play.previousFrame': ['Digit3', 'ArrowLeft'], 'play.nextFrame': ['Digit4', 'ArrowRight'], 'play.toggle': ['Space', 'Digit5'],
      'timeline.zoomIn': ['$mod+BracketRight'], 'timeline.zoomOut': ['$mod+BracketLeft'], 'timeline.whole': ['$mod+Slash'],
    },
  },
  {
    name: 'Adobe Premiere Pro',
    keys: {
      ...MARKS,
      'play.clearMarks': ['$mod+Shift+KeyX'],
      'shot.split': ['$mod+KeyK'],
      'timeline.whole': ['Backslash'], 'view.holdOriginal': ['KeyY'],
      'timeline.zoomIn': ['Equal'], 'timeline.zoomOut': ['Minus'], 'view.zoomIn': ['$mod+Equal', 'Shift+Equal'], 'view.zoomOut': ['$mod+Minus'],
      'marker.next': ['Shift+KeyM'], 'marker.previous': ['$mod+Shift+KeyM'], 'play.sound': ['Alt+KeyM'],
      'view.fullScreen': ['$mod+Backquote'],
      'deliver.open': ['$mod+KeyM'],
      'help.keys': ['$mod+Alt+KeyK', 'Shift+Slash', 'F1'],
    },
  },
];

/** The sets that come with the program, its own first. */
export const PROGRAM_KEY_SETS: readonly KeySet[] = [STANDARD_KEYS, ...OTHER_PROGRAMS];
