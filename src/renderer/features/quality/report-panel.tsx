import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { KeptQuality, QualityEntry } from '../../../shared/contract/quality.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { hasDrift, type QualityLimits, type QualityShot } from '../../../shared/model/quality-report.ts';
import { goTo } from '../../commands/play-commands.ts';
import { checkFile } from '../../commands/quality-commands.ts';
import { shotAt } from '../../document/project-mirror.ts';
import { useDocument, useEditor, useSession } from '../../editor/editor-context.ts';
import { shell } from '../../host/shell.ts';
import { Button, CommandButton } from '../../ui/button.tsx';
import type { FindingRow } from '../../../shared/finding-rows.ts';
import { LIMIT_SETS, rememberedLimits, rememberLimits, savedSets, setOf } from './quality-limits.ts';
import { showReport } from './show-quality.ts';

interface ReportPanelProps {
  readonly clip: Clip;
  readonly entries: readonly QualityEntry[];
  readonly quality: KeptQuality;
  readonly rows: readonly FindingRow[];
}

/** Which report is shown, its sum, and its shots. */
export function ReportPanel({ clip, entries, quality, rows }: ReportPanelProps): ReactNode {
  const editor = useEditor();
  const { entry, report } = quality;
  const open = rows.filter(({ accepted }) => accepted === undefined).length;
  const desktop = shell();
  const { page } = entry;
  return (
    <section className="panel quality-report" aria-label="Report">
      <h2>Report <span>{new Date(entry.madeAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</span></h2>
      <div className="bin-tools">
        <select className="field" aria-label="Checked file" value={entry.id} title={entry.delivered} onChange={(event) => { showReport(editor, event.target.value).catch(editor.report); }}>
          {entries.map((each) => <option key={each.id} value={each.id}>{baseOf(each.delivered)}</option>)}
        </select>
        <div className="with-button">
          <CommandButton id="quality.check" look="raised" />
          <Button onClick={() => { checkFile(editor, entry.delivered).catch(editor.report); }}>Check again</Button>
          <CommandButton id="quality.limits" look="raised" />
          <CommandButton id="quality.csv" look="raised">Save CSV…</CommandButton>
          {page === null || desktop === undefined ? null : <Button onClick={() => { desktop.reveal(page).catch(editor.report); }}>Show page</Button>}
        </div>
      </div>
      <LimitsRow limits={report.limits} />
      <dl className="sum">
        <div data-bad={open > 0}><dt>Findings</dt><dd>{open}</dd></div>
        <div><dt>Frames</dt><dd>{report.frameCount}</dd></div>
        <div><dt>Luma</dt><dd>{report.luma.samples === 0 ? '–' : report.luma.result === 'exact' ? 'exact' : `±${report.luma.max}`}</dd></div>
        <div><dt>Sound</dt><dd>{report.soundOffset === null ? '–' : `${report.soundOffset.toFixed(0)} ms`}</dd></div>
      </dl>
      <ShotTable clip={clip} quality={quality} rows={rows} />
      {page === null || desktop !== undefined ? null : <p className="empty-note path" title={page}>{page}</p>}
    </section>
  );
}

/** The set of limits of the next check, and that of the report where it is another one. */
function LimitsRow({ limits }: { readonly limits: QualityLimits }): ReactNode {
  const { preferences } = useEditor();
  useStore(preferences.store);
  const sets = [...LIMIT_SETS, ...savedSets(preferences)];
  const next = setOf(rememberedLimits(preferences), sets);
  const shown = setOf(limits, sets);
  return (
    <div className="limits-row">
      <label>Limits{' '}
        <select className="field" aria-label="Limits of the next check" value={next?.name ?? ''} onChange={(event) => {
          const set = sets.find(({ name }) => name === event.target.value);
          if (set !== undefined) rememberLimits(preferences, set.limits);
        }}>
          {next === undefined ? <option value="">Own</option> : null}
          {sets.map(({ name }) => <option key={name} value={name}>{name}</option>)}
        </select>
      </label>
      {shown === undefined || shown.name !== next?.name ? <small>This report: {shown?.name ?? 'other limits'}</small> : null}
    </div>
  );
}

function ShotTable({ clip, quality: { report, figures }, rows }: Pick<ReportPanelProps, 'clip' | 'quality' | 'rows'>): ReactNode {
  const editor = useEditor();
  const document = useDocument((now) => now);
  const frame = useSession((session) => session.frame);
  const { limits } = report;
  return (
    <div className="quiet-scroll shot-figures" role="region" aria-label="Shots of the report" tabIndex={0}>
      <table>
        <thead><tr><th scope="col">Shot</th><th scope="col">Flicker</th><th scope="col">Cover</th><th scope="col">Gamut</th><th scope="col">Drift</th><th scope="col">Hints</th></tr></thead>
        <tbody>
          {report.shots.map((shot) => {
            const [first, last] = [figures.sourceFrame[shot.first] ?? shot.first, figures.sourceFrame[shot.last] ?? shot.last];
            const has = (kind: FindingRow['finding']['kind']): boolean => rows.some(({ finding, accepted, frames }) => accepted === undefined && finding.kind === kind && frames !== undefined && frames.first <= last && frames.last >= first);
            const name = shotAt(document, clip.id, first)?.name ?? `${first}–${last}`;
            return (
              <tr key={shot.first} aria-current={frame >= first && frame <= last}>
                <th scope="row"><button type="button" onMouseDown={(event) => { event.preventDefault(); }} onClick={() => { goTo(editor, first); }} title={`Frames ${first} to ${last}`}>{name}</button></th>
                <td data-bad={has('flicker')}>{shot.flicker?.toFixed(1) ?? '–'}</td>
                <td data-bad={has('uncoloured')}>{percent(shot.coverage, 0)}</td>
                <td data-bad={has('outOfGamut')} title={limits.outOfGamut === null ? '' : `Limit ${percent(limits.outOfGamut, 0)} of a frame`}>{percent(shot.outOfGamut, 1)}</td>
                <td data-bad={has('saturationDrift')}>{hasDrift(shot) ? percent(shot.saturationDrift, 0) : '–'}</td>
                <td data-bad={has('hint') || has('keyframe')}>{hintsOf(shot, report)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The largest ΔE2000 at a hint of the shot. */
function hintsOf({ first, last }: QualityShot, { hints }: KeptQuality['report']): string {
  const within = hints.filter(({ frame }) => frame >= first && frame <= last).map(({ deltaE }) => deltaE);
  return within.length === 0 ? '–' : Math.max(...within).toFixed(1);
}

function percent(share: number, digits: number): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function baseOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
