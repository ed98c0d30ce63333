import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Placement } from '../shared/model/edit-list.ts';
import type { ColorizeOptions, CommandContext, ConformOptions, DeliverOptions, FrameSpan, KeyframesOptions, ModelsAddOptions, OpenEngine, PaintOptions, ProbeCommandOptions, ProvidersOptions, QcOptions, ServeOptions, ShotsOptions } from './command-options.ts';
import { INPUT_VALUES, OUTPUT_VALUES } from '../shared/model/automatic-form.ts';
import { ProviderSetting } from '../shared/model/provider.ts';
import { addDeliveryOptions, codingOption, sequenceRateOption } from './delivery-options.ts';
import { DEFAULT_NAMING, NAMING_FIELDS } from '../shared/model/delivery-naming.ts';
import { VERSION } from '../shared/version.ts';
import { addFarmCommands } from './farm-program.ts';
import { json, parseCount, parseHost, parsePort } from './option-parsers.ts';
import { createOutput } from './output.ts';

const vividness = (): Option => new Option('--vividness <share>', 'how colourful automatic colour is, 0…1; 0.5 when left out').argParser(parseVividness);
const automatic = (): Option => new Option('--automatic <id>', 'a brought model that gives the automatic colour (tintype models list)');

function parseFrames(text: string): FrameSpan {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (match === null || first > last) throw new InvalidArgumentError('write it as FIRST-LAST, both ends included: 0-99.');
  return { first, last };
}

/** Options for the position of an edit list in a clip. */
function parsePlacement(text: string): Placement {
  if (text === 'timecode' || text === 'start') return { kind: text };
  const frame = Number(text);
  if (!/^-?\d{1,9}$/.test(text) || !Number.isInteger(frame)) throw new InvalidArgumentError('write timecode, start, or the frame of the clip that the first event lies on.');
  return { kind: 'frame', frame };
}

const at = (): Option => new Option('--at <place>', 'where the list lies: timecode (the record timecode), start, or a frame of the clip for its first event').argParser(parsePlacement);


function parseVividness(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It is a number from 0 to 1.');
  return value;
}

function parseHandles(text: string): number {
  const frames = Number(text);
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('handles are a whole number of frames, from 0 to 9999.');
  return frames;
}

function parseFrame(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('frames are counted from 0.');
  return Number(text);
}

const NAME = /^(\[[0-9a-f:.]+\](:\d{1,5})?|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*|[a-z0-9][a-z0-9._-]*(:\d{1,5})?)$/i;

function parseName(text: string, before: readonly string[] | undefined): readonly string[] {
  if (!NAME.test(text)) throw new InvalidArgumentError('write a name or an address, with its port where that is another: studio.example, 10.0.0.9:8080.');
  return [...(before ?? []), text];
}

function parseClipNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('clips are counted from 1.');
  return number;
}

function parseShotNumber(text: string, before: readonly number[] | undefined): readonly number[] {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('shots are counted from 1.');
  return [...(before ?? []), number];
}

/** Commands are imported only when they run: `tintype --help` needs none of the engine. */
function createProgram(context: CommandContext): Command {
  const program = new Command('tintype')
    .description('Colours black-and-white film from hints on keyframes. The luma is not changed.')
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(tintype --help lists commands and options)');

  program.command('probe').description('say what is understood of a clip, and what is assumed')
    .argument('<clip>')
    .option('--every-frame', 'decode a clip of any length whole, to find damaged frames')
    .addOption(codingOption())
    .addOption(sequenceRateOption())
    .addOption(json())
    .action(async (film: string, options: ProbeCommandOptions) => (await import('./commands/probe.ts')).probe(film, options, context));

  program.command('shots').description('find the cuts and dissolves of a clip, or take them from an edit list; of a project, list its shots with their status')
    .argument('<clip|project>')
    .option('--from <list>', 'an edit list that says the shots: .edl, .otio, .xml (Final Cut Pro 7), .fcpxml')
    .addOption(sequenceRateOption())
    .addOption(at())
    .option('--out <list>', 'write the shots as an edit list (.edl, .otio, .xml, .fcpxml); those of a project as .csv')
    .option('--overwrite', 'replace an existing list')
    .addOption(json())
    .action(async (film: string, options: ShotsOptions) => (isProject(film) ? (await import('./commands/project-shots.ts')).projectShots(film, options, context) : (await import('./commands/shots.ts')).shots(film, options, context)));

  program.command('paint').description('colour a still image from hints')
    .argument('[image]')
    .option('--hints <file>', 'HINTS.json')
    .option('--reference <image>', 'a colour picture that guides the colours')
    .addOption(vividness())
    .addOption(automatic())
    .option('--out <file>', 'coloured image (.png, .tiff)')
    .option('--batch <file>', 'JOBS.jsonl: one still a line, {image, hints, out}; all in one run')
    .option('--overwrite', 'replace existing files')
    .addOption(json())
    .action(async (image: string | undefined, options: PaintOptions) =>
      (await import('./commands/paint.ts')).paint(image, options, context));

  addDeliveryOptions(program.command('colorize')).description('colour a clip from keyframes and deliver it')
    .argument('[clip]')
    .option('--keys <file>', 'KEYS.json: {keyframes: [{frame, hints} | {frame, image}]}, or a folder of colour images named by frame number or timecode; with --batch FOLDER a folder of these, one for each clip by its name')
    .option('--out <file>', 'file to write (a folder for images, with --per-shot, or with --batch FOLDER)')
    .option('--batch <list>', 'many clips in one run: a folder of clips, or JOBS.jsonl with one clip a line, {film, keys, out}')
    .option('--shots <list>', 'an edit list that says the shots (.edl, .otio, .xml, .fcpxml); they are detected when it is left out')
    .addOption(at())
    .option('--frames <first-last>', 'deliver only these frames, both ends included', parseFrames)
    .option('--per-shot', 'write one file per shot into the folder --out')
    .option('--auto', 'colour shots that have no keyframe automatically')
    .addOption(vividness())
    .addOption(automatic())
    .option('--deinterlace', 'deinterlace an interlaced clip')
    .option('--force', 'accept a keyframe image even when it looks like another frame')
    .option('--report <file>', 'write the delivery report as JSON')
    .option('--farm <url>', 'propagate on a render farm: redis://HOST:PORT, rediss:// (TLS) or unix:///PATH; with --store')
    .option('--store <folder>', 'the folder that all machines of the farm see')
    .option('--qc', 'check each file against the clip and write a quality report beside it: NAME.qc.html')
    .option('--overwrite', 'replace existing files')
    .addOption(json())
    .action(async (film: string | undefined, options: ColorizeOptions) => (await import('./commands/colorize.ts')).colorize(film, options, context));

  addDeliveryOptions(program.command('deliver')).description('deliver shots of a project')
    .argument('<project>')
    .option('--shot <n>', 'shot by its number, from 1; may be given several times (all, when left out)', parseShotNumber)
    .option('--frames <first-last>', 'one file of these frames of the clip, both ends included, instead of shots', parseFrames)
    .option('--clip <n>', 'clip by its number, from 1, where the project has several: that of --shot and --frames; alone, all of its shots', parseClipNumber)
    .requiredOption('--out <folder>', 'folder to write into')
    .option('--naming <pattern>', `names of the files, with fields in braces: ${Object.keys(NAMING_FIELDS).join(', ')}`, DEFAULT_NAMING)
    .option('--qc', 'check each file against its clip and write a quality report beside it: NAME.qc.html')
    .option('--timeline <list>', 'write the delivered files as a timeline too (.edl, .otio, .xml, .fcpxml)')
    .option('--sequence <name>', 'the shots that this sequence of the project uses, in its order; its events are in the timeline')
    .option('--overwrite', 'replace existing files')
    .addOption(json())
    .action(async (project: string, options: DeliverOptions) => (await import('./commands/deliver.ts')).deliver(project, options, context));

  program.command('conform').description('put the events of an edit list into a sequence of a project')
    .argument('<project>')
    .requiredOption('--list <list>', '.edl, .otio, .xml (Final Cut Pro 7), .fcpxml')
    .option('--handles <frames>', 'frames before and after each event and its dissolves that belong to it', parseHandles)
    .option('--make-shots', 'give the clips the shots that the events use, with their handles')
    .addOption(json())
    .action(async (project: string, options: ConformOptions) => (await import('./commands/conform.ts')).conform(project, options, context));

  program.command('keyframes').description('write the keyframes of a project as images for painting elsewhere, or take them back')
    .argument('<project>')
    .option('--out <folder>', 'folder to write into: PNG, named by frame number')
    .option('--from <folder>', 'folder of colour images named by frame number or timecode, to become keyframes')
    .option('--clip <n>', 'clip by its number, from 1, where the project has several', parseClipNumber)
    .option('--overwrite', 'replace images that an earlier export wrote')
    .addOption(json())
    .action(async (project: string, options: KeyframesOptions) => (await import('./commands/keyframes.ts')).keyframes(project, options, context));

  program.command('qc').description('hold a delivered clip against its source, frame by frame')
    .argument('<delivered>')
    .requiredOption('--source <clip>', 'the black-and-white clip that it was made from')
    .option('--project <file>', 'look for the hints and keyframes of this project')
    .option('--out <file>', 'report to write: .html, .json or .csv by its ending; may be given several times', (text: string, before: readonly string[]) => [...before, text], [])
    .option('--limits <file>', 'LIMITS.json; fails when one is passed')
    .addOption(sequenceRateOption())
    .option('--first <frame>', 'source frame that the delivery begins with (found out, when left out)', parseFrame)
    .option('--overwrite', 'replace existing files')
    .addOption(json())
    .action(async (delivered: string, options: QcOptions) => (await import('./commands/qc.ts')).qc(delivered, options, context));

  program.command('serve').description('serve the studio: the editor in a browser')
    .option('--port <port>', 'port to listen on (any free one, when left out)', parsePort)
    .option('--host <address>', 'name or address of this machine to listen on; 0.0.0.0 is all of them', parseHost, '127.0.0.1')
    .option('--name <name[:port]>', 'another name or address that browsers reach it by (a proxy\'s); may be given several times', parseName)
    .option('--project <file>', 'open this project')
    .option('--new-code', 'print another one-time address of the studio that is running, and end')
    .addOption(json())
    .action(async (options: ServeOptions) => (await import('./commands/serve.ts')).serve(options, context));

  addFarmCommands(program, context);

  const models = program.command('models').description('models that you bring for automatic colour, and what runs the networks');
  models.command('list').description('say which there are, what they take and give, and their licences')
    .addOption(json())
    .action(async (options: { json?: boolean }) => (await import('./commands/models.ts')).listModels(options, context));
  models.command('add').description('add an ONNX model; it is tried on a gray picture first, and refused where it is none for this use')
    .argument('<file>')
    .addOption(new Option('--as <use>', 'what it is for').choices(['automatic']).makeOptionMandatory())
    .option('--id <id>', 'name of the model; from the file\'s name when left out')
    .addOption(new Option('--input <values>', 'what it is given, where that cannot be told').choices(INPUT_VALUES))
    .addOption(new Option('--output <values>', 'what it gives, where that cannot be told').choices(OUTPUT_VALUES))
    .option('--multiple <n>', 'its sides are multiples of this, where that cannot be told', parseCount)
    .option('--licence <text>', 'its licence, where the file does not state it')
    .addOption(json())
    .action(async (file: string, options: ModelsAddOptions) => (await import('./commands/models.ts')).addBroughtModel(file, options, context));
  models.command('remove').description('remove a brought model; colour that was made with it is kept')
    .argument('<id>')
    .addOption(json())
    .action(async (id: string, options: { json?: boolean }) => (await import('./commands/models.ts')).removeBroughtModel(id, options, context));
  models.command('test').description('run a brought model on a known gray picture and say what came out')
    .argument('<id>')
    .addOption(json())
    .action(async (id: string, options: { json?: boolean }) => (await import('./commands/models.ts')).testBroughtModel(id, options, context));

  models.command('providers').description('say what can run the networks here: the CPU, or a graphics processor')
    .option('--measure', 'try all of them: colour must agree with the CPU\'s; the fastest is used')
    .addOption(new Option('--use <provider>', 'what runs the networks from now on; automatic is the fastest that agrees').choices(ProviderSetting.options))
    .option('--install-cuda', 'say how to install the library for CUDA; nothing is downloaded')
    .addOption(json())
    .action(async (options: ProvidersOptions) => (await import('./commands/providers.ts')).providers(options, context));

  program.command('doctor').description('check this machine: ffmpeg, models, providers, folders')
    .addOption(json())
    .action(async (options: { json?: boolean }) => (await import('./commands/doctor.ts')).doctor(options, context));

  return program;
}

/** Opens an engine for the command; the engine's modules are loaded on first use. */
const openOwnEngine: OpenEngine = async (farm) => {
  const { createEngine } = await import('../engine/engine.ts');
  return createEngine({ jobsDatabase: ':memory:', ...(farm === undefined ? {} : { farm }) });
};

/**
 * Runs the command line. Answers the exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.
 * @param openEngine for a process that runs many commands, whose engines may share their networks
 */
export async function run(argumentsGiven: readonly string[], openEngine: OpenEngine = openOwnEngine): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => { controller.abort(); };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const output = createOutput({ json: argumentsGiven.includes('--json') });
  try {
    await createProgram({ output, signal: controller.signal, openEngine }).parseAsync(argumentsGiven, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (controller.signal.aborted) {
      output.note('Stopped. Finished work is kept; the same command resumes it.');
      return 130;
    }
    output.failure(error);
    return 1;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** A project by its name: a clip is never called so. */
function isProject(path: string): boolean {
  return path.toLowerCase().endsWith('.tintype');
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
