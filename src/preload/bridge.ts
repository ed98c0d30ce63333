/** What only a desktop shell can do for the window; `window.tintype` is absent in a browser. */
export interface ShellBridge {
  /* The system's dialogs. `start`: the folder in which one begins; else, or where it is gone, the system chooses. `undefined` when cancelled. */
  pickClip(start?: string): Promise<string | undefined>;
  /** Several at once; none when cancelled. */
  pickClips(start?: string): Promise<readonly string[]>;
  pickFolder(start?: string): Promise<string | undefined>;
  pickProject(start?: string): Promise<string | undefined>;
  pickImage(start?: string): Promise<string | undefined>;
  pickEditList(start?: string): Promise<string | undefined>;
  /** Where a file lies that was dropped on the window. */
  pathOf(file: File): string;
  /** Shows a file in the system's file manager. */
  reveal(path: string): Promise<void>;
  /** Native menu, made from the window's own menus. */
  setMenu(groups: readonly MenuGroup[]): void;
  /** Called for a project that the system asks to open (double click, drop on the icon). Returns an unsubscribe function. */
  onOpenProject(listener: (path: string) => void): () => void;
  /** A command chosen in the native menu, by its id. What subscribes returns its undo. */
  onMenuCommand(listener: (commandId: string) => void): () => void;
}

export interface NativeMenuCommand {
  readonly id: string;
  readonly label: string;
  readonly accelerator?: string;
  readonly enabled: boolean;
  /** Of one of several that exclude each other: whether it is the present state. */
  readonly checked?: boolean;
}

/** Commands, submenus, and `null` for a line. */
interface MenuGroup {
  readonly label: string;
  readonly items: readonly (NativeMenuCommand | { readonly label: string; readonly items: readonly (NativeMenuCommand | null)[] } | null)[];
}
