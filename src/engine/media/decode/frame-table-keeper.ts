import { deserialize, serialize } from 'node:v8';
import { type Clip, clipPath } from '../../../shared/model/clip.ts';
import { readName } from '../probe/media-source.ts';
import type { FfmpegTools } from '../ffmpeg/ffmpeg-tools.ts';

type TableSource = Pick<Clip, 'contentHash' | 'source' | 'unreadable' | 'damaged'>;

/** The fields of a stored `FrameTable` that are checked. */
interface KeptTable {
  readonly frameCount: number;
  readonly pts: Float64Array | undefined;
  readonly seekPoints: Float64Array;
}

/** Keeps encoded frame tables for longer than this process lives. */
export interface FrameTableKeeper {
  /** Identity of the file's present content; a table is valid for that alone. */
  nameOf(source: TableSource): string;
  get(source: TableSource): Promise<Uint8Array | undefined>;
  put(source: TableSource, table: Uint8Array): Promise<void>;
}

interface Tables {
  readonly known: Map<string, Promise<KeptTable>>;
  keeper?: FrameTableKeeper;
}

const KEPT_TABLES = 16;
const tablesOf = new WeakMap<FfmpegTools, Tables>();

function tables(tools: FfmpegTools): Tables {
  const found = tablesOf.get(tools) ?? { known: new Map<string, Promise<KeptTable>>() };
  tablesOf.set(tools, found);
  return found;
}

/** From now on a table of a file that is read with these tools is looked up there before it is made. */
export function keepFrameTables(tools: FfmpegTools, keeper: FrameTableKeeper): void {
  tables(tools).keeper = keeper;
}

/** Keeps a table that was made while a file was probed. */
export function rememberTable(tools: FfmpegTools, source: TableSource, table: KeptTable): void {
  remember(tables(tools), source, Promise.resolve(table));
  keep(tools, source, table);
}

/** The table of a file: in memory, kept, or made now; it is made once for all who ask at the same time. */
export function tableOf<Table extends KeptTable>(tools: FfmpegTools, source: TableSource, make: () => Promise<Table>): Promise<Table> {
  const { known, keeper } = tables(tools);
  const found = known.get(nameOf(tables(tools), source));
  if (found !== undefined) return found as Promise<Table>;
  const finding = (async (): Promise<Table> => {
    const kept = decode(await keeper?.get(contentOf(source))) as Table | undefined;
    if (kept !== undefined) return kept;
    const made = await make();
    keep(tools, source, made);
    return made;
  })();
  remember(tables(tools), source, finding);
  return finding;
}

function remember(kept: Tables, source: TableSource, table: Promise<KeptTable>): void {
  const { known } = kept;
  const name = nameOf(kept, source);
  known.set(name, table);
  // A table that failed is tried again at the next request.
  table.catch(() => { if (known.get(name) === table) known.delete(name); });
  const oldest = known.keys().next().value;
  if (known.size > KEPT_TABLES && oldest !== undefined) known.delete(oldest);
}

function keep(tools: FfmpegTools, source: TableSource, table: KeptTable): void {
  // An unwritable cache is reported by the work that needs it; the table is made again when it is needed.
  tables(tools).keeper?.put(contentOf(source), serialize(table)).catch(() => undefined);
}

/** `undefined` for what another version of the program wrote. */
function decode(bytes: Uint8Array | undefined): KeptTable | undefined {
  if (bytes === undefined) return undefined;
  try {
    const table = deserialize(bytes) as KeptTable;
    return typeof table.frameCount === 'number' && table.seekPoints instanceof Float64Array && (table.pts === undefined || table.pts instanceof Float64Array) ? table : undefined;
  } catch {
    return undefined; // made by a newer engine
  }
}

/** Deinterlacing changes pictures, not their times. */
function contentOf({ contentHash, source, unreadable, damaged }: TableSource): TableSource {
  return { contentHash: contentHash.replace(/-deinterlaced$/, ''), source, unreadable, damaged };
}

/** Names a file with the content that it is known to have. */
export function sourceName(tools: FfmpegTools, source: TableSource): string {
  return nameOf(tables(tools), source);
}

function nameOf({ keeper }: Tables, source: TableSource): string {
  const file = contentOf(source);
  return `${keeper?.nameOf(file) ?? readName(file.contentHash, file)} ${clipPath(source)}`;
}
